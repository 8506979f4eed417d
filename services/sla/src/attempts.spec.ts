import { describe, expect, test } from '@jest/globals';
import { consentChanged } from '@smarketing/contracts';
import { isPlanDone, stepsMade } from './domain/attempt-plan.ts';
import { describeSla } from './domain/describe-sla.ts';
import { termsInForce } from './decide-on-lead.ts';
import { SlaStory, inForceOf } from './sla-story.ts';

const agreed = inForceOf();
const WEDNESDAY = '2026-03-25T09:00:00.000Z';
const LATER = '2026-06-25T09:00:00.000Z';
const routed = (priority: 'P0' | 'P2' | 'P3' = 'P0', channel: 'call' | 'mail' = 'call') =>
  new SlaStory(WEDNESDAY, agreed).routed({ priority, channel });
const attempts = (story: SlaStory) =>
  story.heard('attempt.due').map(({ at, data }) => [data['step'], data['kind'], at]);
const made = (story: SlaStory) => [...stepsMade(story.lead, story.lead.assignments[0]!, termsInForce(agreed))];
const allow = (granted: boolean, channel: 'phone' | 'email', version = 1) => ({
  version,
  consent: [{ channel, purpose: 'sales' as const, granted, at: '2026-03-25T09:00:00Z' }],
});

describe('an attempt plan', () => {
  test('says which call or mail is due when, in business days over weekend and summer time', () => {
    expect(attempts(routed('P2').until(LATER))).toEqual([
      [1, 'call', '2026-03-25T09:00:00.000Z'],
      [2, 'mail', '2026-03-25T09:00:00.000Z'],
      [3, 'call', '2026-03-27T09:00:00.000Z'],
      [4, 'mail', '2026-03-31T08:00:00.000Z'],
      [5, 'call', '2026-04-03T08:00:00.000Z'],
      [6, 'mail', '2026-04-07T08:00:00.000Z'],
      [7, 'call', '2026-04-10T08:00:00.000Z'],
      [8, 'mail', '2026-04-15T08:00:00.000Z'],
    ]);
  });

  test('begins at the opening when the lead came on a Sunday night', () => {
    const story = new SlaStory('2026-03-22T22:00:00Z', agreed).routed().until('2026-03-23T12:00:00Z');
    expect(attempts(story)).toEqual([
      [1, 'call', '2026-03-23T08:00:00.000Z'],
      [2, 'mail', '2026-03-23T08:00:00.000Z'],
      [3, 'call', '2026-03-23T10:00:00.000Z'],
    ]);
  });

  test('is exhausted one business day after its last step when attempts are missing', () => {
    const [exhausted] = routed('P3').touch({ kind: 'email' }).until(LATER).heard('plan.exhausted');
    expect(exhausted).toMatchObject({
      at: '2026-04-16T08:00:00.000Z',
      data: { plan: 'plan-3', attempts: 1, steps: 3, done: false },
    });
  });

  test('is exhausted with its last step when all was made, and says so once', () => {
    const story = routed('P3').touch({ kind: 'email' });
    story.until('2026-04-01T12:00:00Z').touch({ kind: 'email' });
    // Early in the morning of the last day, ahead of its hour.
    story.until('2026-04-15T06:30:00Z').touch({ kind: 'email' }).until(LATER);
    expect(attempts(story).map(([step]) => step)).toEqual([2]);
    expect(story.heard('plan.exhausted')).toEqual([
      expect.objectContaining({
        at: '2026-04-15T08:00:00.000Z',
        data: expect.objectContaining({ attempts: 3, done: true }),
      }),
    ]);
  });

  test('calls become mails without consent to phone, and calls again with it', () => {
    const story = routed('P0', 'mail').until('2026-03-25T09:30:00Z');
    story.receive(consentChanged, allow(true, 'phone')).until('2026-03-25T12:00:00Z');
    expect(attempts(story).map(([, kind]) => kind)).toEqual(['mail', 'mail', 'call']);
  });

  test('a refusal bars calls even where the hand-off asks for one; an older snapshot changes nothing', () => {
    const story = routed()
      .receive(consentChanged, allow(false, 'phone', 2))
      .receive(consentChanged, allow(true, 'phone', 1));
    expect(attempts(story.until('2026-03-25T09:30:00Z')).map(([, kind]) => kind)).toEqual(['mail', 'mail']);
  });

  test('a pool that does not call gets mails alone', () => {
    const silent = inForceOf(({ routing }) => ({
      routing: { ...routing, pools: routing.pools.map((pool) => ({ ...pool, calls: false })) },
    }));
    const story = new SlaStory(WEDNESDAY, silent).routed().until(LATER);
    expect(attempts(story).map(([step, kind]) => [step, kind])).toEqual([1, 2, 3, 4].map((step) => [step, 'mail']));
  });
});

describe('an attempt plan stops', () => {
  const stopped: [string, (story: SlaStory) => SlaStory][] = [
    ['when somebody took the call', (story) => story.touch({ disposition: 'connected' })],
    ['with a meeting', (story) => story.touch({ kind: 'meeting', disposition: undefined })],
    ['with a final answer', (story) => story.answer({ answer: 'rejected', reason: 'duplicate', fact: 'x' })],
    ['with a deal', (story) => story.deal('opened')],
    ['when the person opts out', (story) => story.receive(consentChanged, allow(false, 'email'))],
    ['when somebody else has the lead', (story) => story.rerouted({ priority: 'P3', at: WEDNESDAY }).deal('opened')],
  ];

  test.each(stopped)('%s', (_, stop) => {
    const story = stop(routed().until('2026-03-25T09:05:00Z')).until(LATER);
    expect(attempts(story)).toHaveLength(2);
    expect(story.heard('plan.exhausted')).toEqual([]);
  });

  const goesOn: [string, (story: SlaStory) => SlaStory][] = [
    ['nobody took the call', (story) => story.touch()],
    ['nobody came to the meeting', (story) => story.touch({ kind: 'meeting', disposition: 'no-show' })],
    ['the owner accepts', (story) => story.answer()],
  ];

  test.each(goesOn)('but not when %s', (_, event) => {
    const story = event(routed().until('2026-03-25T09:05:00Z')).until(LATER);
    expect(story.heard('plan.exhausted')).toHaveLength(1);
  });
});

describe('what counts as made', () => {
  test('ten calls in one hour make the calls of that day and no more', () => {
    const story = routed().until('2026-03-25T09:30:00Z');
    for (let n = 0; n < 10; n++) story.touch();
    expect(made(story)).toEqual([1, 3]);
  });

  test('a call is no mail, and a mail no call', () => {
    expect(made(routed('P2').touch().touch())).toEqual([1]);
    expect(made(routed('P2').touch({ kind: 'email' }))).toEqual([2]);
  });

  test('where calls are barred a mail makes a call’s step, and so does a call', () => {
    expect(made(routed('P2', 'mail').touch({ kind: 'email' }).touch({ kind: 'email' }))).toEqual([1, 2]);
    expect(made(routed('P2', 'mail').touch())).toEqual([1]);
  });

  test('a step made ahead of its hour on its day is not announced', () => {
    const story = routed().until('2026-03-25T09:30:00Z').touch().touch().until('2026-03-25T12:00:00Z');
    expect(attempts(story).map(([step]) => step)).toEqual([1, 2]);
  });

  test('attempts of a former owner are not the new owner’s', () => {
    const story = routed().touch().until('2026-03-25T09:30:00Z').rerouted();
    expect(stepsMade(story.lead, story.lead.assignments[1]!, termsInForce(agreed)).size).toBe(0);
    expect(isPlanDone(story.lead, story.lead.assignments[1]!, termsInForce(agreed))).toBe(false);
  });
});

describe('what an attempt brings along', () => {
  const withPlan = (change: object) =>
    inForceOf(({ sla }) => ({
      sla: { ...sla, plans: sla.plans.map((plan) => (plan.id === 'plan-1' ? { ...plan, ...change } : plan)) },
    }));
  const at = { day: 0, afterMinutes: 0 };

  test('is said when it is due, and stands in what is due', () => {
    const bring = withPlan({ calls: [{ ...at, material: 'The reference' }], mails: [] });
    const story = new SlaStory(WEDNESDAY, bring).routed().until('2026-03-25T09:01:00Z');
    expect(story.heard('attempt.due')[0]).toMatchObject({ data: { material: 'The reference', voicemail: true } });
    expect(story.lead.owed.find(({ what }) => what === 'call')).toMatchObject({ material: 'The reference' });
    const { assignments } = describeSla('lead-1', story.lead, termsInForce(bring), Date.parse(story.now));
    expect(assignments[0]?.attempts?.steps[0]).toMatchObject({
      material: 'The reference',
      inWords: 'Call on 2026-03-25 10:00 Europe/Berlin, with “The reference”',
    });
  });

  test('is no message once as many have been left as the agreement allows', () => {
    const one = withPlan({ calls: [at, { day: 0, afterMinutes: 60 }], mails: [], maxVoicemails: 1 });
    const story = new SlaStory(WEDNESDAY, one).routed().until('2026-03-25T09:01:00Z');
    story.touch({ disposition: 'Left voicemail' }).until('2026-03-25T10:30:00Z');
    expect(story.heard('attempt.due').map(({ data }) => data['voicemail'])).toEqual([true, false]);
  });

  test.each([
    ['a mail that came back', ['bounce'], { kind: 'email' as const, disposition: 'Bounced' }, 'bounce'],
    ['a meeting', ['meeting'], { kind: 'meeting' as const, disposition: 'held' }, 'meeting'],
    ['a talk', ['reply'], { kind: 'call' as const, disposition: 'connected' }, 'talked'],
  ])('%s ends the plan where the agreement says so, and only there', (_what, stopOn, touch, because) => {
    const stopped = (ends: readonly string[]) =>
      new SlaStory(WEDNESDAY, withPlan({ stopOn: ends })).routed().touch(touch).lead.assignments[0]?.plan?.stopped;
    expect(stopped(stopOn)).toMatchObject({ because });
    expect(stopped(['optOut'])).toBeNull();
  });
});

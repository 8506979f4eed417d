import { describe, expect, test } from '@jest/globals';
import { defaultAgreement } from '@smarketing/agreement';
import { SlaStory, inForceOf } from './sla-story.ts';

const WEDNESDAY = '2026-03-25T09:00:00.000Z';
const DAY_MS = 24 * 60 * 60_000;
/** Version 0 with an attempt plan of two calls and a mail on the first day. */
const agreed = inForceOf(({ sla }) => ({
  sla: {
    ...sla,
    plans: sla.plans.map((plan) => ({
      ...plan,
      calls: [
        { day: 0, afterMinutes: 0 },
        { day: 0, afterMinutes: 60 },
      ],
      mails: [{ day: 0, afterMinutes: 0 }],
    })),
  },
}));
const routed = () => new SlaStory(WEDNESDAY, agreed).routed().until('2026-03-25T09:05:00Z');
const verdictOf = (story: SlaStory) => story.heard('answer.accepted', 'answer.refused').map(({ data }) => data);

describe('an answer in accordance with the rules', () => {
  test('is told with its assignment, and meets the answer clock', () => {
    const story = routed().answer({ eventId: 'yes' });
    expect(verdictOf(story)).toEqual([
      expect.objectContaining({
        answer: 'accepted',
        answerEventId: 'yes',
        assignmentId: 'a1',
        cycleId: 'c1',
        repId: 'ada',
        priority: 'P0',
      }),
    ]);
    expect(story.heard('clock.met').map(({ data }) => [data['kind'], data['elapsedBusinessMinutes']])).toEqual([
      ['answer', 5],
    ]);
    expect(story.lead.assignments[0]?.clocks[0]?.stop).toBeNull();
  });

  test('that rejects closes the first-touch clock: nothing more is owed', () => {
    const story = routed()
      .answer({ answer: 'rejected', reason: 'duplicate', fact: 'lead-9' })
      .until('2026-04-25T09:00:00Z');
    expect(verdictOf(story)).toEqual([
      expect.objectContaining({ answer: 'rejected', reason: 'duplicate', fact: 'lead-9' }),
    ]);
    expect(story.order).not.toContain('sla.breached');
    expect(story.timerMs).toBeNull();
  });

  test('that recycles names the track of its reason', () => {
    const story = routed()
      .touch({ disposition: 'connected' })
      .answer({ answer: 'rejected', reason: 'timing', fact: '2026-09-01' });
    expect(verdictOf(story)).toEqual([expect.objectContaining({ answer: 'recycled', track: 'timing' })]);
  });

  test('that disqualifies says so, and carries all its facts', () => {
    const story = routed()
      .touch({ disposition: 'connected' })
      .answer({
        answer: 'rejected',
        reason: 'competitor',
        properties: { competitor: 'Acme', contractEnd: '2027-01-31' },
      });
    expect(verdictOf(story)).toEqual([
      expect.objectContaining({
        answer: 'recycled',
        track: 'competitor',
        facts: { competitor: 'Acme', contractEnd: '2027-01-31' },
      }),
    ]);
  });

  test('may follow an acceptance', () => {
    const story = routed()
      .answer()
      .touch({ disposition: 'connected' })
      .answer({ answer: 'rejected', reason: 'no-need' });
    expect(verdictOf(story).map(({ answer }) => answer)).toEqual(['accepted', 'disqualified']);
  });

  test('by somebody who wants no contact needs no talk before', () => {
    const story = routed().answer({ answer: 'rejected', reason: 'do-not-contact' });
    expect(verdictOf(story).map(({ answer }) => answer)).toEqual(['disqualified']);
  });

  test('that ends the cycle while the lead is on its way to somebody else leaves nothing to be owed by them', () => {
    const story = routed().answer({ answer: 'rejected', reason: 'duplicate', fact: 'lead-9' }).rerouted();
    expect([story.lead.owed, story.timerMs]).toEqual([[], null]);
    story.answer({ assignmentId: 'a2' });
    expect(verdictOf(story)[1]?.['because']).toBe('it was answered before: rejected, duplicate');
  });

  test('that names a wrong owner leaves it to the next one', () => {
    const story = routed().answer({ answer: 'rejected', reason: 'wrong-owner', fact: 'ben' }).rerouted();
    expect(story.lead.owed.map(({ repId }) => repId)).toContain('ben');
    story.until('2026-03-25T09:10:00Z').answer();
    expect(verdictOf(story).map(({ answer }) => answer)).toEqual(['rejected', 'accepted']);
  });

  test('that calls for better data is not the last: its owner keeps the lead', () => {
    const story = routed().answer({ answer: 'rejected', reason: 'bad-data', fact: 'country' });
    expect(verdictOf(story)).toEqual([expect.objectContaining({ answer: 'rejected', goesOn: true })]);
    expect(story.lead.owed).toEqual([]);
    story.until('2026-03-25T12:00:00Z').answer().touch({ disposition: 'connected' });
    story.answer({ answer: 'rejected', reason: 'no-need' });
    expect(verdictOf(story).map(({ answer }) => answer)).toEqual(['rejected', 'accepted', 'disqualified']);
  });

  test('told late withdraws the breach of the answer clock', () => {
    const story = routed().until('2026-03-25T14:00:00Z').answer({ occurredAt: '2026-03-25T12:00:00Z' });
    expect(story.heard('breach.withdrawn').map(({ data }) => data['kind'])).toEqual(['answer']);
  });
});

describe('an answer against the rules is refused, in words', () => {
  test.each([
    ['no reason', {}, 'a rejection needs a reason of the agreement'],
    ['an unknown reason', { reason: 'bad-mood' }, 'the agreement has no reason "bad-mood"'],
    ['a missing fact', { reason: 'duplicate' }, '"Duplicate" asks for one fact: Of which lead?'],
    ['a blank fact', { reason: 'duplicate', fact: ' ' }, '"Duplicate" asks for one fact: Of which lead?'],
    [
      'a date that is none',
      { reason: 'timing', fact: 'after summer' },
      '"Not now" asks for a date, From when?: write 2027-01-31, or unknown',
    ],
    [
      'a reason after contact without one',
      { reason: 'timing', fact: 'unknown' },
      '"Not now" is a reason after contact, and no call, e-mail or meeting is known',
    ],
    [
      'giving up before the plan is done',
      { reason: 'unable-to-reach' },
      '"Unable to reach" needs the attempt plan to be done: calls and e-mails of it are still missing',
    ],
  ])('%s', (_, answer, because) => {
    const story = routed().answer({ answer: 'rejected', ...answer });
    expect(verdictOf(story)).toEqual([expect.objectContaining({ answer: 'rejected', because })]);
    expect(story.heard('clock.met')).toEqual([]);
  });

  test('a reason before contact after a talk', () => {
    const story = routed()
      .touch({ disposition: 'Connected' })
      .answer({ answer: 'rejected', reason: 'duplicate', fact: 'x' });
    expect(verdictOf(story)[0]?.['because']).toMatch(/before contact, and you have talked/);
  });

  test('an answer for a former assignment', () => {
    const story = routed().rerouted().answer({ assignmentId: 'a1' });
    expect(verdictOf(story)[0]?.['because']).toBe('the lead went to ben since: only its owner can answer');
  });

  test('another answer after a final one; the same one twice is no news', () => {
    const story = routed().answer({ answer: 'rejected', reason: 'duplicate', fact: 'x' });
    story.answer({ answer: 'rejected', reason: 'duplicate', fact: 'x' }).answer();
    expect(verdictOf(story).map(({ because }) => because)).toEqual([
      undefined,
      'it was answered before: rejected, duplicate',
    ]);
  });

  test('after the deal was lost', () => {
    const story = routed().deal('lost').answer();
    expect(verdictOf(story)[0]?.['because']).toBe('the deal was lost: the hand-off is over');
  });
});

describe('an answer before its assignment', () => {
  test('waits for it', () => {
    const story = new SlaStory(WEDNESDAY, agreed).answer({ assignmentId: 'a1' });
    expect(story.said).toEqual([]);
    story.stalledUntil('2026-03-25T09:01:00Z').routed({ at: '2026-03-25T08:59:00Z' });
    expect(story.order).toEqual(['answer.accepted', 'clock.started', 'clock.started', 'clock.met']);
  });

  test('is refused when none comes within a day', () => {
    const story = new SlaStory(WEDNESDAY, agreed).answer().until(Date.parse(WEDNESDAY) + DAY_MS);
    expect(verdictOf(story)).toEqual([expect.objectContaining({ because: 'there is no hand-off that it answers' })]);
    expect(story.timerMs).toBeNull();
  });

  test('is kept in a bounded number, and none goes without a verdict', () => {
    const story = new SlaStory(WEDNESDAY, agreed);
    for (let n = 0; n < 25; n++) story.answer({ assignmentId: `none-${n}` });
    expect([story.lead.waiting.length, verdictOf(story).length]).toEqual([20, 5]);
  });

  test('of long ago is history', () => {
    const story = new SlaStory(WEDNESDAY, agreed).answer({ occurredAt: '2025-03-25T09:00:00Z' });
    expect([story.lead.waiting, story.said]).toEqual([[], []]);
  });
});

describe('giving up', () => {
  test('is legal once the plan was really done', () => {
    const story = routed().touch().touch({ kind: 'email' }).until('2026-03-25T10:05:00Z').touch();
    story.answer({ answer: 'rejected', reason: 'unable-to-reach' });
    expect(verdictOf(story)).toEqual([expect.objectContaining({ answer: 'recycled', track: 'cold-drip' })]);
  });

  test('is not, when one mail is missing', () => {
    const story = routed().touch().until('2026-03-25T10:05:00Z').touch().touch();
    story.answer({ answer: 'rejected', reason: 'unable-to-reach' });
    expect(verdictOf(story)[0]?.['because']).toMatch(/plan/);
  });
});

describe('a question with choices', () => {
  const answeredWith = (fact: string) =>
    new SlaStory('2026-03-25T09:00:00.000Z', inForceOf())
      .routed()
      .answer({ answer: 'rejected', reason: 'outside-definition', fact })
      .heard('answer.accepted', 'answer.refused')
      .at(-1);

  test('takes one of them, by its id or its words', () => {
    const [criterion] = defaultAgreement.goodLead;
    expect(answeredWith(criterion!.id)).toMatchObject({ type: 'answer.accepted' });
    expect(answeredWith(criterion!.label.toUpperCase())).toMatchObject({
      type: 'answer.accepted',
      data: { answer: 'rejected' },
    });
  });

  test('refuses any other answer, and says which there are', () => {
    const [criterion] = defaultAgreement.goodLead;
    expect(answeredWith('the weather')).toMatchObject({
      type: 'answer.refused',
      data: { because: expect.stringContaining('"the weather" is none of: ') },
    });
    expect(answeredWith('the weather')?.data['because']).toContain(`${criterion!.label} (${criterion!.id})`);
  });
});

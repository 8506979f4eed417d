import { describe, expect, it } from '@jest/globals';
import { ScoringStory, inForceOf } from './scoring-story.ts';

const DAY_MS = 86_400_000;
const START = '2026-03-02T10:00:00.000Z';
const after = (days: number): string => new Date(Date.parse(START) + days * DAY_MS).toISOString();

async function qualified(): Promise<ScoringStory> {
  const story = await new ScoringStory(START).is();
  await story.did('trial_started');
  await story.until(after(1));
  return story;
}

const cycles = (story: ScoringStory) => story.heard('lead.qualified').map(({ data }) => data['cycleNumber']);

describe('a lead that came back', () => {
  it('qualifies by newer evidence alone, once it has cooled off, as a new cycle', async () => {
    const story = await qualified();
    await story.recycled(await story.cycleId());
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({
      outcome: 'none',
      reason: 'Nothing that counts has happened since sales gave the lead back',
    });
    await story.until(after(20));
    await story.did('page_viewed');
    expect(cycles(story)).toEqual([1]);
    await story.did('trial_started');
    expect(cycles(story)).toEqual([1, 2]);
    expect((await story.lead()).earlier).toMatchObject([{ number: 1, outcome: 'recycled', reason: 'no-decision' }]);
  });

  it('is held while it cools off, and decided on when that ends', async () => {
    const story = await qualified();
    await story.recycled(await story.cycleId());
    await story.until(after(5));
    await story.did('trial_started');
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ outcome: 'held', because: 'cool-off' });
    await story.until(after(14.9));
    expect(cycles(story)).toEqual([1]);
    await story.until(after(15));
    expect(cycles(story)).toEqual([1, 2]);
  });

  it('is called at once when it raises a hand', async () => {
    const story = await qualified();
    await story.recycled(await story.cycleId());
    await story.until(after(2));
    await story.did('demo_requested');
    expect(cycles(story)).toEqual([1, 2]);
  });

  it('is judged by the latest of several recycles, whatever their order', async () => {
    const story = await qualified();
    const cycleId = await story.cycleId();
    await story.recycled(cycleId, { evidenceFrom: after(8), coolOffUntil: after(3) });
    await story.recycled(cycleId, { evidenceFrom: after(1), coolOffUntil: after(2) });
    await story.until(after(7));
    await story.did('trial_started');
    expect(cycles(story)).toEqual([1]);
    await story.until(after(9));
    await story.did('trial_started');
    expect(cycles(story)).toEqual([1, 2]);
  });

  it('stays cooled off between the answer and the track', async () => {
    const story = await qualified();
    await story.answered(await story.cycleId(), 'recycled', 'timing');
    await story.until(after(2));
    await story.did('trial_started');
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ because: 'cool-off' });
  });
});

describe('answers', () => {
  it('that accept make the cycle sales-accepted', async () => {
    const story = await qualified();
    await story.answered(await story.cycleId(), 'accepted');
    expect((await story.lead()).cycles).toMatchObject([{ progress: 'accepted' }]);
  });

  it.each(['wrong-owner', 'bad-data'])('that reject for %s leave it open', async (reason) => {
    const story = await qualified();
    await story.answered(await story.cycleId(), 'rejected', reason);
    expect((await story.lead()).cycles).toHaveLength(1);
  });

  it.each([
    ['rejected', 'outside-definition'],
    ['rejected', 'duplicate'],
    ['disqualified', 'no-need'],
  ] as const)('that are %s for %s end it, and old evidence does not begin another', async (answer, reason) => {
    const story = await qualified();
    await story.answered(await story.cycleId(), answer, reason);
    await story.did('page_viewed', { occurredAt: story.ago(1_000) });
    await story.is({ ...(await story.lead()).profile.fields, lastName: 'Lovelace' }, 2);
    expect(cycles(story)).toEqual([1]);
    await story.until(after(2));
    await story.did('trial_started');
    expect(cycles(story)).toEqual([1, 2]);
    expect((await story.lead()).earlier).toMatchObject([{ outcome: answer, reason }]);
  });

  it('to a cycle that is over change nothing', async () => {
    const story = await qualified();
    await story.answered('another', 'rejected', 'duplicate');
    expect((await story.lead()).cycles).toHaveLength(1);
  });
});

describe('deals', () => {
  it('end a cycle that was heard of after they were won, and leave one alone whose evidence is newer', async () => {
    const story = await new ScoringStory('2026-03-10T10:00:00.000Z').is();
    await story.did('demo_requested', { occurredAt: '2026-03-05T10:00:00.000Z' });
    await story.deal('lost', { dealId: 'earlier', occurredAt: '2026-03-04T10:00:00.000Z' });
    expect((await story.lead()).cycles).toHaveLength(1);
    await story.deal('won', { dealId: 'this', occurredAt: '2026-03-07T10:00:00.000Z' });
    expect((await story.lead()).cycles).toEqual([]);
    expect((await story.lead()).earlier).toMatchObject([{ outcome: 'won' }]);
  });

  it('end the cycle that they belong to', async () => {
    const story = await qualified();
    await story.deal('opened');
    expect((await story.lead()).cycles).toMatchObject([{ progress: 'opportunity', dealId: 'd1' }]);
    await story.deal('lost', { reason: 'competitor' });
    const { cycles: open, earlier } = await story.lead();
    expect(open).toEqual([]);
    expect(earlier).toMatchObject([{ outcome: 'lost', reason: 'competitor', progress: 'opportunity' }]);
  });

  it('without a lead begin a cycle of sales that nobody is told of', async () => {
    const story = await new ScoringStory(START).is();
    await story.deal('opened');
    await story.did('demo_requested');
    expect(cycles(story)).toEqual([]);
    expect((await story.lead()).cycles).toMatchObject([{ origin: 'sales', announced: false, number: 1 }]);
    await story.deal('won');
    expect((await story.lead()).earlier).toMatchObject([{ origin: 'sales', outcome: 'won' }]);
  });

  it('that were lost are over for whoever asks why the lead is not called', async () => {
    const story = await new ScoringStory(START).is();
    await story.deal('opened');
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ because: 'open-cycle' });
    await story.deal('lost');
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({
      reason: 'Nothing that counts has happened since the deal was lost',
    });
  });

  it('end the cycle that sales began with them, whatever cycle they name', async () => {
    const story = await new ScoringStory(START).is();
    await story.deal('opened');
    await story.deal('lost', { cycleId: 'of the CRM' });
    expect((await story.lead()).cycles).toEqual([]);
  });

  it('begin none when they are history, or were closed before it was heard that they were opened', async () => {
    const story = await new ScoringStory(START).is();
    await story.deal('opened', { occurredAt: story.ago(40 * DAY_MS) });
    await story.deal('won', { dealId: 'd2' });
    await story.deal('opened', { dealId: 'd2', occurredAt: story.ago(DAY_MS) });
    expect(await story.lead()).toMatchObject({ cycles: [], cyclesSoFar: 0 });
  });

  it('that were closed before the cycle began leave it alone', async () => {
    const story = await qualified();
    await story.deal('lost', { occurredAt: story.ago(10 * DAY_MS) });
    expect((await story.lead()).cycles).toHaveLength(1);
  });
});

describe('time', () => {
  it('cools a lead down when its points decay, and says so once per grade', async () => {
    const story = await new ScoringStory(START).is({ headcount: 200 });
    await story.did('trial_started');
    await story.until(after(200));
    expect(story.heard('lead.cooled').map(({ data }) => [data['previousGrade'], data['grade']])).toEqual([
      ['C2', 'C3'],
      ['C3', 'C4'],
    ]);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ grade: 'C4', outcome: 'nurture' });
    expect(story.timerMs).toBeNull();
  });

  it('raises a grade when negative points decay, and qualifies nobody by it', async () => {
    const halfLife: Record<string, number> = { web: 1, hand: 300 };
    const inForce = inForceOf(({ engagement, qualification }) => ({
      engagement: {
        ...engagement,
        groups: engagement.groups.map((group) => ({ ...group, decay: { halfLifeDays: halfLife[group.id] ?? 30 } })),
      },
      qualification: { ...qualification, rules: [{ id: 'warm', label: 'Warm', when: { digits: [2] }, outcome: 'P2' }] },
    }));
    const story = await new ScoringStory(START, inForce).is();
    await story.receive(
      story.engagement('page_viewed', { properties: { path: '/careers' } }),
      story.engagement('trial_started'),
    );
    await story.until(after(10));
    expect(story.heard('lead.scored').map(({ data }) => data['grade'])).toEqual(['A4', 'A3', 'A2']);
    expect(story.heard('lead.scored').at(-1)?.data).toMatchObject({ outcome: 'nurture' });
    expect(cycles(story)).toEqual([]);
    await story.did('page_viewed');
    expect(cycles(story)).toEqual([1]);
  });
});

describe('a new version of the agreement', () => {
  const dearer = inForceOf(
    ({ engagement }) => ({
      engagement: { ...engagement, thresholds: { '1': 40, '2': 30, '3': 20 } },
    }),
    { version: 1 },
  );

  it('folds the lead anew when it is next touched', async () => {
    const story = await qualified();
    story.inForce = dearer;
    await story.did('page_viewed', { properties: { path: '/product' } });
    const { tallies, standings, cycles: open } = await story.lead();
    expect(tallies.version).toBe(1);
    expect(tallies.signals['trial']).toHaveLength(1);
    expect(standings['default']).toMatchObject({ version: 1, grade: 'A4', outcome: 'qualified' });
    expect(open).toHaveLength(1);
    expect(story.heard('lead.cooled')).toEqual([]);
  });

  it('waits for the evidence where it was adopted while a batch was being loaded', async () => {
    const story = await qualified();
    const load = story.store.load.bind(story.store);
    story.store.load = async (keys, events, tx) => {
      const loaded = await load(keys, events, tx);
      story.inForce = dearer;
      return loaded;
    };
    await story.did('page_viewed', { properties: { path: '/product' } });
    expect(await story.lead()).toMatchObject({ pending: 'engagement', tallies: { rebuild: true } });
    expect(story.timerMs).toBe(Date.parse(story.now));
    await story.fire();
    expect(await story.lead()).toMatchObject({ pending: null, tallies: { version: 1, rebuild: false } });
    expect((await story.lead()).standings['default']?.grade).toBe('A4');
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Rep } from '@smarketing/service-kit';
import { dailyCaps, nextDayMs } from './domain/rules-day.ts';
import { ScoringStory, inForceOf } from './scoring-story.ts';

const DAY_MS = 86_400_000;
const START = '2026-03-02T10:00:00.000Z';
const after = (days: number): string => new Date(Date.parse(START) + days * DAY_MS).toISOString();

/** Under version 0 nobody qualifies; under version 1 as the product ships. */
const strict = inForceOf(({ qualification }) => ({ qualification: { ...qualification, rules: [] } }));
const shipped = inForceOf(undefined, { version: 1 });

const last = (story: ScoringStory) => story.heard('lead.scored').at(-1)?.data;

/** A guide, and prices on two days, by somebody who fits. */
async function interested(inForce = strict): Promise<ScoringStory> {
  const story = new ScoringStory(START, inForce);
  await story.is();
  await story.did('content_downloaded', { asset: { id: 'guide', title: 'Guide' } });
  await story.did('pricing_viewed');
  await story.until(after(1));
  await story.did('pricing_viewed');
  return story;
}

describe('a lead whose rules change', () => {
  it('is scored under the new ones though nothing happens, once', async () => {
    const story = await interested();
    expect(last(story)).toMatchObject({ grade: 'A2', outcome: 'nurture' });
    const dearer = inForceOf(
      ({ engagement }) => ({ engagement: { ...engagement!, thresholds: { 1: 40, 2: 30, 3: 5 } } }),
      {
        version: 1,
      },
    );
    await story.adopts(dearer);
    expect(last(story)).toMatchObject({ grade: 'A3', previousGrade: 'A2' });
    expect(await story.lead()).toMatchObject({ tallies: { version: 1 } });
    const said = story.said.length;
    await story.adopts(dearer);
    expect(story.said).toHaveLength(said);
  });

  it('has not cooled where only the rules made less of it', async () => {
    const story = await interested();
    await story.adopts(
      inForceOf(({ engagement }) => ({ engagement: { ...engagement!, thresholds: { 1: 40, 2: 30, 3: 29 } } }), {
        version: 1,
      }),
    );
    expect(last(story)).toMatchObject({ grade: 'A4' });
    expect(story.heard('lead.cooled')).toEqual([]);
  });

  it('qualifies by them alone with fresh intent, and the hand-off says so', async () => {
    const story = await interested();
    await story.adopts(shipped);
    expect(story.heard('lead.qualified').map(({ data }) => data)).toMatchObject([
      { priority: 'P2', byRuleChange: true, origin: 'marketing' },
    ]);
    expect(story.rulesDay.qualified).toBe(1);
  });

  it('is held without intent in the freshness window, until something new happens', async () => {
    const lenient = inForceOf(
      ({ qualification }) => ({
        qualification: {
          ...qualification,
          rules: [{ id: 'any', label: 'Anybody who fits', when: { fit: ['A'] }, outcome: 'P2' }],
        },
      }),
      { version: 1 },
    );
    const story = await new ScoringStory(START, strict).is();
    await story.did('content_downloaded', { asset: { id: 'guide', title: 'Guide' } });
    await story.adopts(lenient);
    expect(last(story)).toMatchObject({ outcome: 'held', because: 'rules-alone' });
    expect(last(story)?.['reason']).toBe(
      'Version 1 of the agreement alone would qualify it, without intent in the last 30 days: held until something new happens',
    );
    await story.until(after(3));
    expect(story.heard('lead.qualified')).toEqual([]);
    await story.did('content_downloaded', { asset: { id: 'other', title: 'Other' } });
    expect(story.heard('lead.qualified')).toMatchObject([{ data: { rule: 'any' } }]);
    expect(story.heard('lead.qualified')[0]?.data).not.toHaveProperty('byRuleChange');
  });

  it('waits for another day where sales has all that its caps allow, and comes then', async () => {
    const story = await interested();
    const today = Math.floor(shipped.agreement.local(Date.parse(story.now)) / DAY_MS);
    story.rulesDay = { day: today, qualified: 10 };
    await story.adopts(shipped);
    expect(last(story)).toMatchObject({ outcome: 'held', because: 'daily-caps' });
    expect(last(story)?.['reason']).toBe(
      'Version 1 of the agreement alone would qualify it, beyond the daily caps of sales: held until another day',
    );
    expect(story.heard('lead.qualified')).toEqual([]);
    await story.until(after(1.5));
    expect(story.heard('lead.qualified')).toEqual([]);
    await story.until(after(2));
    expect(story.heard('lead.qualified')).toMatchObject([
      { at: '2026-03-03T23:00:00.000Z', data: { byRuleChange: true } },
    ]);
    expect(story.rulesDay).toEqual({ day: today + 1, qualified: 1 });
  });

  it('that is held by the caps qualifies at once when it does something', async () => {
    const story = await interested();
    story.rulesDay = { day: Math.floor(shipped.agreement.local(Date.parse(story.now)) / DAY_MS), qualified: 10 };
    await story.adopts(shipped);
    await story.did('demo_requested');
    expect(story.heard('lead.qualified')).toMatchObject([{ data: { priority: 'P0' } }]);
  });

  it('is scored at last where all that is known of it was told again, and nobody had weighed it', async () => {
    const story = new ScoringStory(START, strict);
    await story.batch([
      { event: story.profile(1), how: 'retold' },
      { event: story.engagement('pricing_viewed'), how: 'retold' },
    ]);
    expect(await story.lead()).toMatchObject({ tallies: { version: 0 }, standings: {} });
    await story.adopts(shipped);
    expect(last(story)).toMatchObject({ grade: 'A3' });
  });

  it('that sales works already is held back by no caps in another model', async () => {
    const models = (version: number) =>
      inForceOf(
        ({ fit, engagement }) => ({
          models: [
            {
              id: 'other',
              label: 'Other',
              fit,
              engagement: { ...engagement!, cap: 20, thresholds: { 1: 18, 2: 12, 3: 5 } },
            },
          ],
        }),
        { version },
      );
    const story = await new ScoringStory(START, models(0)).is();
    await story.did('demo_requested');
    expect((await story.lead()).standings['other']).toMatchObject({ outcome: 'held', because: 'better-model' });
    const said = story.said.length;
    story.rulesDay = { day: Math.floor(shipped.agreement.local(Date.parse(story.now)) / DAY_MS), qualified: 10 };
    await story.adopts(models(1));
    expect((await story.lead()).standings['other']).toMatchObject({ version: 1, because: 'better-model' });
    expect(story.said).toHaveLength(said);
  });

  it('is scored under the new rules by its timer, too, where that comes first', async () => {
    const story = await interested();
    story.inForce = shipped;
    await story.fire();
    expect(story.heard('lead.qualified')).toMatchObject([{ data: { byRuleChange: true } }]);
    const said = story.said.length;
    await story.adopts(shipped);
    expect(story.said).toHaveLength(said);
  });

  it('waits for who they are, as ever', async () => {
    const story = new ScoringStory(START, strict);
    await story.did('demo_requested', { toldVersion: 1 });
    await story.adopts(shipped);
    expect(story.said).toEqual([]);
    await story.is();
    expect(story.heard('lead.qualified')).toMatchObject([{ data: { priority: 'P0' } }]);
  });
});

describe('what sales takes in a day', () => {
  const rep = (id: string, more: Partial<Rep> = {}): [string, Rep] => [
    id,
    { id, revision: 1, name: id, active: true, pools: [], skills: [], languages: [], absences: [], ...more },
  ];
  const { agreement } = inForceOf(({ routing }) => ({
    routing: {
      ...routing,
      pools: [
        { ...routing.pools[0]!, id: 'listed', members: 'listed', dailyCap: 4 },
        { ...routing.pools[0]!, id: 'wide', members: 'listed', dailyCap: 7 },
      ],
    },
  }));

  it('is what the daily caps of all active reps come to', () => {
    const pools = [
      { pool: 'listed', weight: 1 },
      { pool: 'wide', weight: 1 },
    ];
    const reps = new Map([
      rep('in both', { pools }),
      rep('own cap', { pools: [{ pool: 'listed', weight: 1 }], dailyCap: 2 }),
      rep('in none', { dailyCap: 9 }),
      rep('gone', { pools, active: false }),
    ]);
    expect(dailyCaps({ agreement, reps })).toBe(7 + 2);
  });

  it('is one rep each for the pools where no rep is known', () => {
    expect(dailyCaps({ agreement, reps: new Map() })).toBe(11);
  });

  it('begins anew at midnight of the agreement’s time zone, also when the clocks change', () => {
    const next = (at: string) => new Date(nextDayMs(agreement, Date.parse(at))).toISOString();
    expect(next('2026-03-02T10:00:00Z')).toBe('2026-03-02T23:00:00.000Z');
    expect(next('2026-03-29T00:30:00Z')).toBe('2026-03-29T22:00:00.000Z');
    expect(next('2026-10-24T22:00:00Z')).toBe('2026-10-25T23:00:00.000Z');
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { consentChanged } from '@smarketing/contracts';
import { GOOD_PROFILE, ScoringStory } from './scoring-story.ts';
import { MemoryConversionModels } from './store/memory-conversion-models.ts';

const START = '2026-03-02T10:00:00.000Z';
const day = (n: number): string => new Date(Date.parse(START) + n * 86_400_000).toISOString();

describe('an attempt to sell', () => {
  let story: ScoringStory;
  let models: MemoryConversionModels;

  beforeEach(async () => {
    story = await new ScoringStory(START).is();
    models = new MemoryConversionModels(story.store.attempts);
    await story.did('pricing_viewed');
    await story.until(day(1));
    await story.did('demo_requested');
  });

  const won = async () => (await models.ended()).map((attempt) => attempt.won);

  it('is known by what was known when it began, whatever comes later', async () => {
    const before = await models.since({ trainedAtMs: 0, through: 0 });
    expect(before.began).toHaveLength(1);
    const [{ features, beganAtMs }] = before.began as [(typeof before.began)[number]];
    expect(new Date(beganAtMs).toISOString()).toBe(day(1));
    expect(features).toMatchObject({
      ...{ country: 'DE', headcount: '200', 'times pricing_viewed': '1', 'times demo_requested': '1' },
      ...{ 'events so far': '2', 'days since the first event': '1.00' },
    });
    expect(features).not.toHaveProperty('email');
    await story.until(day(3));
    await story.is({ ...GOOD_PROFILE, country: 'FR', status: 'customer' }, 2);
    await story.did('trial_started');
    // What occurred before, and came too late to be known.
    await story.did('chat_started', { occurredAt: day(0.5) });
    await story.deal('won');
    expect(await models.ended()).toEqual([{ beganAtMs, features, won: true, endedAtMs: Date.parse(day(3)) }]);
  });

  it.each([
    ['a lost deal', (story_: ScoringStory) => story_.deal('lost'), [false]],
    [
      'a disqualified lead',
      (story_: ScoringStory, id: string) => story_.answered(id, 'disqualified', 'no-need'),
      [false],
    ],
    ['a lead given back', (story_: ScoringStory, id: string) => story_.recycled(id), [false]],
    ['a won deal', (story_: ScoringStory) => story_.deal('won'), [true]],
    ['no rejected lead', (story_: ScoringStory, id: string) => story_.answered(id, 'rejected', 'not-a-buyer'), []],
    ['no accepted lead', (story_: ScoringStory, id: string) => story_.answered(id, 'accepted'), []],
  ])('ends with %s', async (_what, end, expected) => {
    await end(story, await story.cycleId());
    expect(await won()).toEqual(expected);
  });

  it('has one outcome, the first', async () => {
    const cycleId = await story.cycleId();
    await story.recycled(cycleId);
    await story.deal('won', { cycleId });
    expect(await won()).toEqual([false]);
  });

  it('of sales alone teaches nothing of what marketing hands over', async () => {
    const other = await new ScoringStory(START).is();
    await other.nominated('met at a fair');
    expect((await other.lead()).cycles).toHaveLength(1);
    await other.deal('won');
    expect(await new MemoryConversionModels(other.store.attempts).tally(0)).toMatchObject({ won: 0, lost: 0 });
  });

  it('is forgotten when the person objects to profiling', async () => {
    await story.deal('won');
    expect(await won()).toEqual([true]);
    const statement = { channel: 'any', purpose: 'profiling', granted: false, at: day(1) } as const;
    await story.receive(story.event(consentChanged, { version: 2, consent: [statement] }));
    expect(await won()).toEqual([]);
    expect((await models.since({ trainedAtMs: 0, through: 0 })).began).toEqual([]);
  });

  it('is neither begun nor ended again by a rebuild', async () => {
    await story.deal('won');
    const before = await models.ended();
    await story.forget();
    await story.batch([
      { event: story.profile(1), how: 'retold' },
      { event: story.engagement('demo_requested', { occurredAt: day(1) }), how: 'retold' },
    ]);
    await story.rebuilt();
    expect(await models.ended()).toEqual(before);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLaneDatabase } from '@smarketing/messaging';
import { Clock } from '@smarketing/service-kit';
import type { EndedAttempt } from '../domain/prediction/attempt.ts';
import { showModel } from '../domain/prediction/model-in-words.ts';
import type { LearnedModel } from '../domain/prediction/model-version.ts';
import { LearnerHere } from '../scene/learner-here.ts';
import { FIRST_MS, someAttempts } from '../scene/some-attempts.ts';
import { MemoryConversionModels } from '../store/memory-conversion-models.ts';
import { MemoryLeadScores } from '../store/memory-lead-scores.ts';
import { LiveModel } from './live-model.ts';

class HandClock extends Clock {
  nowMs = FIRST_MS + 1000 * 3_600_000;

  now(): number {
    return this.nowMs;
  }
}

class BrokenLearner extends LearnerHere {
  override async learn(): Promise<LearnedModel> {
    this.times += 1;
    throw new Error('out of memory');
  }
}

const german = { country: 'DE', 'events so far': '3', 'times pricing_viewed': '2' };
const french = { country: 'FR', 'events so far': '1' };

describe('the model in force', () => {
  let leads: MemoryLeadScores;
  let models: MemoryConversionModels;
  let clock: HandClock;
  let learner: LearnerHere;
  let live: LiveModel;
  const database = new MemoryLaneDatabase();

  const liveWith = (by: LearnerHere) =>
    new LiveModel({ models, learner: by, clock, logger: { log: () => {}, warn: () => {} } });

  beforeEach(() => {
    leads = new MemoryLeadScores(
      (work) => database.transaction(work),
      () => 0,
    );
    models = new MemoryConversionModels(leads.attempts);
    clock = new HandClock();
    learner = new LearnerHere();
    live = liveWith(learner);
  });

  let cycles = 0;
  /** As the service would have recorded them, behaviour and all. */
  function record(attempts: readonly EndedAttempt[]): void {
    for (const { beganAtMs, features, won, endedAtMs } of attempts) {
      cycles += 1;
      const ended = { outcome: won ? 'won' : 'lost', atMs: endedAtMs, known: cycles } as const;
      leads.attempts.rows.set(`c${cycles}`, { leadId: `l${cycles}`, beganAtMs, features, ended });
    }
  }

  it('says how many outcomes there are until there are enough, and learns nothing', async () => {
    record(someAttempts(150));
    expect(await live.learnIfDue()).toBeNull();
    await live.refresh();
    const { probability, probabilityWords } = await live.predict(german, clock.now());
    expect([probability, learner.times]).toEqual([null, 0]);
    expect(probabilityWords).toMatch(/not enough outcomes yet: \d+ won and \d+ lost/);
    expect(showModel(live.newest, live.tally, live.driftSince)).toMatchObject({
      ...{ state: 'not enough outcomes', version: null, report: null, drift: null },
      outcomes: { won: expect.any(Number), lost: expect.any(Number), sinceModel: 150 },
    });
  });

  it('learns from enough, and tells the probable from the improbable', async () => {
    record(someAttempts(600));
    expect(await live.learnIfDue()).toMatchObject({ version: 1, useless: null });
    await live.refresh();
    const [likely, unlikely] = [await live.predict(german, clock.now()), await live.predict(french, clock.now())];
    expect(likely).toMatchObject({ probabilityReason: null, probabilityModel: 1 });
    expect(likely.probability).toBeGreaterThan(0.6);
    expect(unlikely.probability).toBeLessThan(0.35);
    const shown = showModel(live.newest, live.tally, live.driftSince);
    expect(shown).toMatchObject({ state: 'useful', version: 1, calibrationFrom: 'outcomes held out' });
    expect(shown.report!.learned!.evaluation.reliability).toHaveLength(10);
    expect(shown.weights[0]!.words).toMatch(/^country: DE raises the odds \d\.\d\d times\.$/);
    expect(shown.report!.learned!.scorecard!.columns.map(({ column }) => column)).toEqual(['country']);
  });

  it('learns anew when enough came, and answers for the past by what was in force then', async () => {
    const all = someAttempts(900);
    record(all.slice(0, 600));
    await live.learnIfDue();
    await live.refresh();
    const thenMs = clock.nowMs;
    record(all.slice(600));
    expect(await live.learnIfDue()).toBeNull();
    clock.nowMs += 7 * 3_600_000;
    expect(await live.learnIfDue()).toMatchObject({ version: 2 });
    await live.refresh();
    expect((await live.predict(german, clock.nowMs)).probabilityModel).toBe(2);
    expect((await live.predict(german, thenMs)).probabilityModel).toBe(1);
    expect(await live.predict(german, thenMs - 1)).toMatchObject({
      ...{ probability: null, probabilityModel: null, probabilityReason: 'no model was in force then' },
    });
    expect(await live.learnIfDue()).toBeNull();
  });

  it('is asked before it was looked for, and says nothing wrong', async () => {
    record(someAttempts(600));
    await live.learnIfDue();
    const { probabilityModel, probability } = await liveWith(learner).predict(german, clock.now());
    expect([probabilityModel, probability]).toEqual([1, expect.any(Number)]);
  });

  it('gives no probability by what tells no more than the base rate', async () => {
    record(someAttempts(500, () => 0.5));
    expect((await live.learnIfDue())!.useless).not.toBeNull();
    await live.refresh();
    expect(await live.predict(german, clock.now())).toMatchObject({
      ...{ probability: null, probabilityReason: 'no better than the base rate', probabilityModel: 1 },
    });
    expect(showModel(live.newest, live.tally, live.driftSince)).toMatchObject({ state: 'useless', weights: [] });
  });

  it('is not spoiled by a few leads of which somebody told numbers beyond all reason', async () => {
    const odd = ['1e999', '-1e308', '1e99'];
    record(
      someAttempts(600).map((attempt, at) => ({
        ...attempt,
        features: { ...attempt.features, headcount: at % 40 === 0 ? odd[(at / 40) % 3]! : String(10 + (at % 90)) },
      })),
    );
    expect(await live.learnIfDue()).toMatchObject({ useless: null });
    await live.refresh();
    for (const headcount of [...odd, '50']) {
      const { probability } = await live.predict({ ...german, headcount }, clock.now());
      expect(probability).toBeGreaterThan(0.5);
      expect(probability).toBeLessThan(1);
    }
  });

  it('raises the alarm when what it says no longer holds', async () => {
    record(someAttempts(600));
    await live.learnIfDue();
    expect((await live.refresh()).drift!.drift!.level).toBe('ok');
    const later = someAttempts(300, (share) => share / 3).map((attempt) => ({
      ...attempt,
      beganAtMs: attempt.beganAtMs + clock.nowMs,
    }));
    record(later);
    const { drift } = await live.refresh();
    expect(drift).toMatchObject({
      drift: { level: 'alarm', calibration: { level: 'alarm', rows: 300 }, population: { level: 'ok', rows: 300 } },
      calibrationFrom: 'outcomes since',
    });
    expect(drift!.calibrationError).toBeGreaterThan(0.15);
  });

  it('keeps what it has where learning breaks off, and another learns instead', async () => {
    record(someAttempts(600));
    const broken = liveWith(new BrokenLearner());
    await expect(broken.learnIfDue()).rejects.toThrow('out of memory');
    expect(await models.newestVersion()).toBe(0);
    expect(await live.learnIfDue()).toMatchObject({ version: 1 });
    expect(await broken.learnIfDue()).toBeNull();
  });

  it('hangs on nothing but what is stored', async () => {
    record(someAttempts(600));
    await live.learnIfDue();
    const other = liveWith(new LearnerHere());
    await other.refresh();
    await live.refresh();
    expect(await other.predict(german, clock.now())).toEqual(await live.predict(german, clock.now()));
  });
});

import { describe, expect, it } from '@jest/globals';
import { randomSource } from '../random.ts';
import { driftOf, scoreDistribution } from './drift.ts';
import { populationStability } from './population-stability.ts';

/** Probabilities from 0.05 to 0.75, and outcomes that follow them after `bent`. */
function drawn(count: number, seed: number, bent: (probability: number) => number = (probability) => probability) {
  const random = randomSource(seed);
  const probabilities = Array.from({ length: count }, () => 0.05 + 0.7 * random() ** 2);
  return {
    since: probabilities,
    probabilities,
    outcomes: probabilities.map((each) => Number(random() < bent(each))),
  };
}

const learned = scoreDistribution(drawn(2000, 1).probabilities);

describe('the population stability index', () => {
  it('is that of the textbook', () => {
    // Shares then 0.2, 0.3, 0.5 and now 0.3, 0.3, 0.4: 0.1·ln 1.5 + 0 − 0.1·ln 0.8.
    const then = { cuts: [1, 2], rows: [200_000, 300_000, 500_000] };
    const now = [...Array<number>(3000).fill(0), ...Array<number>(3000).fill(1), ...Array<number>(4000).fill(5)];
    expect(populationStability(then, now).index).toBeCloseTo(0.1 * Math.log(1.5) - 0.1 * Math.log(0.8), 3);
  });

  it('stays below what chance makes in about 95 of 100 samples where nothing has changed', () => {
    const above = Array.from({ length: 400 }, (_, seed) => {
      const { index, byChance } = populationStability(learned, drawn(300, seed + 10).probabilities);
      return index > byChance;
    }).filter(Boolean);
    expect(above.length / 400).toBeGreaterThan(0.02);
    expect(above.length / 400).toBeLessThan(0.09);
  });

  it('copes with scores that are all the same, and with none', () => {
    const flat = scoreDistribution([0.3, 0.3, 0.3]);
    expect(populationStability(flat, [0.3, 0.3]).index).toBeCloseTo(0, 10);
    expect(populationStability(learned, [])).toMatchObject({ rows: 0, byChance: Infinity });
  });
});

describe('drift', () => {
  it('is none where leads and outcomes are as they were', () => {
    const levels = Array.from({ length: 200 }, (_, seed) => driftOf(learned, drawn(400, seed + 500)).level);
    expect(levels.filter((level) => level === 'alarm')).toHaveLength(0);
    expect(levels.filter((level) => level === 'watch').length).toBeLessThan(20);
  });

  it('raises the alarm where other leads come, though the probabilities hold', () => {
    const { probabilities, ...rest } = drawn(400, 3);
    const found = driftOf(learned, { ...rest, probabilities, since: probabilities.map((each) => each ** 0.4) });
    expect(found).toMatchObject({ level: 'alarm', population: { level: 'alarm' }, calibration: { level: 'ok' } });
    expect(found.words[0]).toMatch(/^The leads are others than those learned from \(population stability index/);
  });

  it('raises the alarm where fewer buy than was said, though the leads are the same', () => {
    const found = driftOf(
      learned,
      drawn(400, 4, (probability) => probability / 2),
    );
    expect(found).toMatchObject({ level: 'alarm', population: { level: 'ok' }, calibration: { level: 'alarm' } });
    expect(found.calibration.interval![1]).toBeLessThan(found.calibration.predicted!);
    expect(found.words[1]).toMatch(/no longer hold: \d+ of 400 were won/);
  });

  it('says that it is too early, and then what it cannot say', () => {
    const { probabilities, since } = drawn(49, 5);
    const found = driftOf(learned, { since, probabilities, outcomes: probabilities.map(() => 0) });
    expect(found.level).toBe('ok');
    expect(found.words).toEqual([expect.stringContaining('too few'), expect.stringContaining('too few')]);
    expect(driftOf(learned, { since: [], probabilities: [], outcomes: [] }).calibration).toEqual({
      ...{ rows: 0, won: 0, predicted: null, observed: null, interval: null, z: null, level: 'ok' },
    });
  });
});

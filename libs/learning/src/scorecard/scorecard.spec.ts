import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { partOf } from '../encode/quantile-cuts.ts';
import { sigmoid } from '../fit/fit-logistic.ts';
import { aHistory, normal, pick, someLeads } from '../scene/a-history.ts';
import { buildScorecard } from './build-scorecard.ts';
import { gradeThresholds } from './grade-thresholds.ts';
import { monotoneCuts } from './monotone-cuts.ts';

const allOf = (length: number): Int32Array => Int32Array.from({ length }, (_, at) => at);

describe('the bins of a number', () => {
  it('have win rates that only rise or only fall', () => {
    const rows = fc.array(fc.record({ value: fc.integer({ min: 0, max: 30 }), won: fc.boolean() }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(rows, (drawn) => {
        const values = Float64Array.from(drawn, ({ value }) => value);
        const outcomes = Uint8Array.from(drawn, ({ won }) => Number(won));
        const cuts = monotoneCuts(values, outcomes, allOf(drawn.length));
        expect(cuts.length).toBeLessThan(5);
        const rates = Array.from({ length: cuts.length + 1 }, (_, bin) => {
          const inside = drawn.filter(({ value }) => partOf(value, cuts) === bin);
          expect(inside.length).toBeGreaterThan(0);
          return inside.filter(({ won }) => won).length / inside.length;
        });
        const steps = rates.slice(1).map((rate, at) => Math.sign(rate - rates[at]!));
        expect(new Set(steps).size).toBeLessThan(2);
      }),
    );
  });
});

describe('the thresholds of the grades', () => {
  it('lie apart, and leave every grade possible', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 100 }), (points) => {
        const sorted = Float64Array.from(points).sort();
        const grades = gradeThresholds(sorted);
        if (grades === null) return;
        const { A, B, C } = grades.thresholds;
        expect(A).toBeGreaterThan(B);
        expect(B).toBeGreaterThan(C);
        expect(sorted[0]).toBeLessThan(C);
        expect(sorted.at(-1)).toBeGreaterThanOrEqual(A);
        const { shares } = grades;
        expect(shares.A + shares.B + shares.C + shares.D).toBeCloseTo(1, 12);
      }),
    );
  });

  it('are quantiles where nothing is tied', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, at) => at);
    expect(gradeThresholds(hundred)?.thresholds).toEqual({ A: 80, B: 50, C: 20 });
    expect(gradeThresholds(new Float64Array(10))).toBeNull();
  });
});

describe('the scorecard', () => {
  const leads = someLeads(4000, (random) => {
    const visits = Math.floor(5 * random() ** 2 * 4);
    const source = pick(random, ['ads', 'search', 'fair']);
    const logit = -2 + 0.2 * visits + (source === 'fair' ? 1.5 : 0) + 0.1 * normal(random);
    return { won: random() < sigmoid(logit), visits, source, seen: '2018-01-01' };
  });
  const { columns, outcomes } = aHistory(leads);
  const built = buildScorecard({
    columns: columns.map((column, at) => ({ column, type: (['number', 'category', 'date'] as const)[at]! })),
    outcomes,
    learned: allOf(outcomes.length),
    penalty: 1,
  })!;

  it('gives whole points from 0 to 50, more for what sells', () => {
    const [visits, source] = built.scorecard.columns;
    expect(built.scorecard.columns.map(({ column }) => column)).toEqual(['visits', 'source']);
    for (const { lines } of built.scorecard.columns) {
      expect(Math.min(...lines.map(({ points }) => points))).toBe(0);
      for (const { points } of lines) expect(Number.isInteger(points)).toBe(true);
    }
    expect(source!.lines.find(({ label }) => label === 'fair')!.points).toBeGreaterThan(10);
    const rising = visits!.lines.map(({ points }) => points);
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    expect(Math.max(...built.points)).toBeLessThanOrEqual(50);
    expect(Math.max(...built.points)).toBeGreaterThanOrEqual(48);
  });

  it('counts what it was learned from', () => {
    for (const { lines } of built.scorecard.columns) {
      expect(lines.reduce((sum, { rows }) => sum + rows, 0)).toBe(4000);
      expect(lines.reduce((sum, { won }) => sum + won, 0)).toBe(leads.filter(({ won }) => won).length);
    }
  });
});

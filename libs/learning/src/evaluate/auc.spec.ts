import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomSource } from '../random.ts';
import { normal } from '../scene/a-history.ts';
import { auc, aucWithInterval } from './auc.ts';

/** Few different scores, so that many are tied. */
const judged = fc.array(fc.record({ score: fc.integer({ min: -5, max: 5 }), won: fc.boolean() }), {
  minLength: 2,
  maxLength: 60,
});

function byPairs(rows: readonly { readonly score: number; readonly won: boolean }[]): number {
  const won = rows.filter((row) => row.won);
  const lost = rows.filter((row) => !row.won);
  const worth = won.flatMap((a) => lost.map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)));
  return worth.reduce<number>((sum, each) => sum + each, 0) / worth.length;
}

const scoresOf = (rows: readonly { readonly score: number }[]): number[] => rows.map(({ score }) => score);
const outcomesOf = (rows: readonly { readonly won: boolean }[]): number[] => rows.map(({ won }) => Number(won));

describe('the AUC', () => {
  it('is the share of pairs in which the won lead stands higher, ties half', () => {
    fc.assert(
      fc.property(judged, (rows) => {
        fc.pre(rows.some(({ won }) => won) && rows.some(({ won }) => !won));
        const expected = byPairs(rows);
        expect(Math.abs(auc(scoresOf(rows), outcomesOf(rows)) - expected)).toBeLessThan(1e-9);
        const { auc: found, interval } = aucWithInterval(scoresOf(rows), outcomesOf(rows))!;
        expect(Math.abs(found - expected)).toBeLessThan(1e-9);
        expect(interval[0]).toBeLessThanOrEqual(found);
        expect(interval[1]).toBeGreaterThanOrEqual(found);
      }),
    );
  });

  it('is the same under any rising transformation, and turned around by a falling one', () => {
    fc.assert(
      fc.property(judged, (rows) => {
        fc.pre(rows.some(({ won }) => won) && rows.some(({ won }) => !won));
        const here = auc(scoresOf(rows), outcomesOf(rows));
        expect(
          auc(
            scoresOf(rows).map((score) => score ** 3 + 2),
            outcomesOf(rows),
          ),
        ).toBe(here);
        expect(
          auc(
            scoresOf(rows).map((score) => -score),
            outcomesOf(rows),
          ),
        ).toBeCloseTo(1 - here, 12);
      }),
    );
  });

  it('needs both outcomes', () => {
    expect(aucWithInterval([1, 2], [1, 1])).toBeNull();
    expect(auc([1, 2], [0, 0])).toBe(0.5);
  });

  it('lies in its interval about 95 times of a hundred', () => {
    const random = randomSource(3);
    // Two normal curves one standard deviation apart: the AUC is Φ(1 / √2).
    const truth = 0.7602499389;
    let covered = 0;
    for (let trial = 0; trial < 400; trial += 1) {
      const outcomes = Array.from({ length: 200 }, () => Number(random() < 0.4));
      const { interval } = aucWithInterval(
        outcomes.map((outcome) => outcome + normal(random)),
        outcomes,
      )!;
      if (interval[0] <= truth && truth <= interval[1]) covered += 1;
    }
    // 380 are expected, with a standard deviation of 4.4.
    expect(covered).toBeGreaterThan(360);
    expect(covered).toBeLessThan(398);
  });
});

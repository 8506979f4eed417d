import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { denseDesign, linearPredictor } from '../encode/design.ts';
import { auc } from '../evaluate/auc.ts';
import { randomSource } from '../random.ts';
import { normal } from '../scene/a-history.ts';
import { slowLogistic } from '../scene/slow-logistic.ts';
import { fitLogistic, sigmoid } from './fit-logistic.ts';

type Problem = { readonly rows: number[][]; readonly outcomes: number[]; readonly penalty: number };

/** Inputs of all kinds: normal, skewed, indicators, many zeros. */
function problemOf(seed: number, size: number, width: number, penalty: number): Problem {
  const random = randomSource(seed);
  const truth = Array.from({ length: width }, () => normal(random));
  const rows = Array.from({ length: size }, () =>
    Array.from({ length: width }, (_, j) =>
      j % 3 === 0 ? normal(random) : j % 3 === 1 ? Number(random() < 0.3) : random() ** 3,
    ),
  );
  const outcomes = rows.map((row) => Number(random() < sigmoid(row.reduce((sum, x, j) => sum + x * truth[j]!, -0.5))));
  return { rows, outcomes, penalty };
}

function fit({ rows, outcomes, penalty }: Problem) {
  return fitLogistic({
    design: denseDesign(rows),
    outcomes: Uint8Array.from(outcomes),
    rows: Int32Array.from(rows, (_, at) => at),
    penalty,
  });
}

const problems = fc
  .tuple(
    fc.integer({ min: 1, max: 1e6 }),
    fc.integer({ min: 20, max: 80 }),
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom(0.05, 1, 20),
  )
  .map(([seed, size, width, penalty]) => problemOf(seed, size, width, penalty));

describe('the logistic fit', () => {
  it.each([
    [1, 200, 3, 0.5],
    [2, 300, 6, 1],
    [3, 150, 4, 10],
    [4, 400, 8, 3],
    [5, 250, 5, 0.3],
  ])('agrees with a slow independent one (problem %d)', (seed, size, width, penalty) => {
    const problem = problemOf(seed, size, width, penalty);
    const { coefficients, intercept, converged } = fit(problem);
    expect(converged).toBe(true);
    const slow = slowLogistic(problem.rows, problem.outcomes, penalty);
    [...coefficients, intercept].forEach((each, j) => expect(Math.abs(each - slow[j]!)).toBeLessThan(1e-6));
    const design = denseDesign(problem.rows);
    const scores = problem.rows.map((_, row) => linearPredictor(design, row, coefficients, intercept));
    const slowScores = problem.rows.map((row) => row.reduce((sum, x, j) => sum + x * slow[j]!, slow[width]!));
    expect(Math.abs(auc(scores, problem.outcomes) - auc(slowScores, problem.outcomes))).toBeLessThan(1e-9);
  });

  it('ends where the gradient is zero', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { coefficients, intercept } = fit(problem);
        const { rows, outcomes, penalty } = problem;
        const residuals = rows.map(
          (row, i) => sigmoid(row.reduce((sum, x, j) => sum + x * coefficients[j]!, intercept)) - outcomes[i]!,
        );
        coefficients.forEach((each, j) => {
          const gradient = residuals.reduce((sum, r, i) => sum + r * rows[i]![j]!, penalty * each);
          expect(Math.abs(gradient)).toBeLessThan(1e-6);
        });
        // All lost or all won have no finite intercept.
        if (new Set(outcomes).size === 2) expect(Math.abs(residuals.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  it('does not hang on the order of the rows, nor on doubling all with twice the penalty', () => {
    fc.assert(
      fc.property(problems, fc.infiniteStream(fc.nat()), (problem, keys) => {
        fc.pre(new Set(problem.outcomes).size === 2);
        const order = problem.rows.map((_, at) => ({ at, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        const shuffled = fit({
          ...problem,
          rows: order.map(({ at }) => problem.rows[at]!),
          outcomes: order.map(({ at }) => problem.outcomes[at]!),
        });
        const doubled = fit({
          rows: [...problem.rows, ...problem.rows],
          outcomes: [...problem.outcomes, ...problem.outcomes],
          penalty: 2 * problem.penalty,
        });
        fit(problem).coefficients.forEach((each, j) => {
          expect(Math.abs(shuffled.coefficients[j]! - each)).toBeLessThan(1e-6);
          expect(Math.abs(doubled.coefficients[j]! - each)).toBeLessThan(1e-6);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('of one yes/no input has the log odds ratio as its coefficient, as the penalty goes', () => {
    const count = (rows: number, x: number, won: number) =>
      Array.from({ length: rows }, (_, at) => ({ x, y: Number(at < won) }));
    const table = [...count(200, 1, 90), ...count(300, 0, 45)];
    const { coefficients, intercept } = fit({
      rows: table.map(({ x }) => [x]),
      outcomes: table.map(({ y }) => y),
      penalty: 1e-9,
    });
    expect(coefficients[0]).toBeCloseTo(Math.log(90 / 110 / (45 / 255)), 8);
    expect(intercept).toBeCloseTo(Math.log(45 / 255), 8);
  });

  it('stays finite where an input separates won from lost', () => {
    const rows = Array.from({ length: 100 }, (_, at) => [at < 50 ? -1 : 1, 1000]);
    const { coefficients, intercept, converged } = fit({
      rows,
      outcomes: rows.map(([x]) => Number(x! > 0)),
      penalty: 0.1,
    });
    expect(converged).toBe(true);
    expect(coefficients[0]).toBeGreaterThan(2);
    expect([...coefficients, intercept].every(Number.isFinite)).toBe(true);
  });

  it('keeps the smaller coefficients, the larger the penalty', () => {
    const norms = [0.1, 1, 10, 100].map((penalty) => Math.hypot(...fit(problemOf(9, 300, 5, penalty)).coefficients));
    expect(norms).toEqual(norms.toSorted((a, b) => b - a));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sigmoid } from '../fit/fit-logistic.ts';
import { randomSource } from '../random.ts';
import { normal } from '../scene/a-history.ts';
import { calibrated, chooseCalibration } from './choose-calibration.ts';
import { fitIsotonic, isotonicProbability } from './fit-isotonic.ts';

function drawn(count: number, saidOf: (truth: number) => number) {
  const random = randomSource(11);
  const truths = Float64Array.from({ length: count }, () => 1.5 * normal(random) - 1);
  return {
    logits: truths.map(saidOf),
    outcomes: Uint8Array.from(truths, (truth) => Number(random() < sigmoid(truth))),
    truths,
  };
}

describe('the isotonic curve', () => {
  it('never falls, and stays off 0 and 1', () => {
    const points = fc.array(fc.record({ score: fc.integer({ min: -20, max: 20 }), won: fc.boolean() }), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(points, (rows) => {
        const curve = fitIsotonic(
          rows.map(({ score }) => score),
          rows.map(({ won }) => Number(won)),
        );
        let before = 0;
        for (let score = -25; score <= 25; score += 0.25) {
          const probability = isotonicProbability(curve, score);
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThan(1);
          expect(probability).toBeGreaterThanOrEqual(before - 1e-12);
          before = probability;
        }
      }),
    );
  });

  it('comes to an end where a score is no number', () => {
    expect(fitIsotonic([1, Number.NaN, 2], [0, 1, 1]).knots.length).toBeGreaterThan(0);
  });
});

describe('the calibration', () => {
  it('leaves sound probabilities as they are', () => {
    const { logits, outcomes } = drawn(4000, (truth) => truth);
    expect(chooseCalibration(logits, outcomes, 1).method).toBe('none');
  });

  it('takes back too much confidence by a sigmoid', () => {
    const { logits, outcomes, truths } = drawn(4000, (truth) => 2.5 * truth + 1);
    const calibration = chooseCalibration(logits, outcomes, 1);
    expect(calibration.method).toBe('platt');
    const off = truths.reduce(
      (sum, truth, at) => sum + Math.abs(calibrated(calibration, logits[at]!) - sigmoid(truth)),
      0,
    );
    expect(off / truths.length).toBeLessThan(0.02);
  });

  it('bends what no sigmoid can', () => {
    const { logits, outcomes, truths } = drawn(8000, (truth) => (truth > -1 ? truth + 6 : truth - 6));
    const calibration = chooseCalibration(logits, outcomes, 1);
    expect(calibration.method).toBe('isotonic');
    const off = truths.reduce(
      (sum, truth, at) => sum + Math.abs(calibrated(calibration, logits[at]!) - sigmoid(truth)),
      0,
    );
    expect(off / truths.length).toBeLessThan(0.03);
  });
});

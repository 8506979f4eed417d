import { describe, expect, it } from '@jest/globals';
import { brierScore, expectedCalibrationError, reliability } from './calibration-error.ts';
import { recallAt } from './recall-at.ts';

describe('the reliability curve', () => {
  it('sets what was said beside what came, in ten bins of equal width', () => {
    const bins = reliability([0.05, 0.05, 0.15, 1], [0, 1, 0, 1]);
    expect(bins).toHaveLength(10);
    expect(bins[0]).toEqual({ from: 0, to: 0.1, rows: 2, predicted: 0.05, observed: 0.5 });
    expect(bins[1]).toMatchObject({ rows: 1, observed: 0 });
    expect(bins[5]).toEqual({ from: 0.5, to: 0.6, rows: 0, predicted: null, observed: null });
    expect(bins[9]).toMatchObject({ rows: 1, predicted: 1, observed: 1 });
    expect(expectedCalibrationError(bins)).toBeCloseTo((2 * 0.45 + 0.15) / 4, 12);
  });

  it('has the mean squared error beside it', () => {
    expect(brierScore([0.2, 0.9], [0, 1])).toBeCloseTo((0.04 + 0.01) / 2, 12);
  });
});

describe('the recall at a share', () => {
  it('counts the wins among the best', () => {
    expect(recallAt(0.5, [4, 3, 2, 1], [1, 0, 1, 0])).toBe(0.5);
    expect(recallAt(1, [4, 3, 2, 1], [1, 0, 1, 0])).toBe(1);
  });

  it('takes tied leads by the share of them that fits', () => {
    expect(recallAt(0.25, [1, 1, 1, 1], [1, 0, 0, 0])).toBe(0.25);
    expect(recallAt(0.25, [1, 1, 1, 1], [0, 0, 0, 1])).toBe(0.25);
    expect(recallAt(0.5, [2, 1, 1, 1], [1, 1, 0, 1])).toBeCloseTo((1 + 2 / 3) / 3, 12);
  });
});

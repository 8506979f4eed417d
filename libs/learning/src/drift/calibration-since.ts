import { wilsonInterval } from '../segments/wilson.ts';

/** What a model said of rows that it was not learned from, against what came of them. Shares from 0 to 1. */
export type CalibrationSince = {
  readonly rows: number;
  readonly won: number;
  /** Mean probability said; null without rows, as are the others. */
  readonly predicted: number | null;
  readonly observed: number | null;
  /** Wilson's 95 % interval of the share won. */
  readonly interval: readonly [number, number] | null;
  /** (wins − wins to be expected) over their standard deviation, were every probability right. */
  readonly z: number | null;
};

/**
 * Whether wins are as many as was said. Of independent rows with true probabilities pᵢ the wins have mean Σpᵢ and variance Σpᵢ(1 − pᵢ),
 * so z is about standard normal (calibration in the large: Cox 1958; the variance as in Spiegelhalter 1986).
 */
export function calibrationSince(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): CalibrationSince {
  const rows = probabilities.length;
  let [won, expected, variance] = [0, 0, 0];
  for (let at = 0; at < rows; at += 1) {
    won += outcomes[at]!;
    expected += probabilities[at]!;
    variance += probabilities[at]! * (1 - probabilities[at]!);
  }
  if (rows === 0) return { rows, won, predicted: null, observed: null, interval: null, z: null };
  const { lower, upper } = wilsonInterval(won, rows);
  const z = (won - expected) / Math.sqrt(Math.max(variance, 1e-12));
  return { rows, won, predicted: expected / rows, observed: won / rows, interval: [lower, upper], z };
}

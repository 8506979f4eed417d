/** A stretch of predicted probabilities, and what came of the rows in it. Shares from 0 to 1. */
export type ReliabilityBin = {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean predicted probability; null where the bin is empty, as is `observed`. */
  readonly predicted: number | null;
  /** Share won. */
  readonly observed: number | null;
};

const BINS = 10;

/** Ten bins of equal width; the last one holds 1 as well. */
export function reliability(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): ReliabilityBin[] {
  const rows = new Int32Array(BINS);
  const predicted = new Float64Array(BINS);
  const won = new Int32Array(BINS);
  for (let at = 0; at < probabilities.length; at += 1) {
    const bin = Math.min(BINS - 1, Math.floor(probabilities[at]! * BINS));
    rows[bin]! += 1;
    predicted[bin]! += probabilities[at]!;
    won[bin]! += outcomes[at]!;
  }
  return Array.from({ length: BINS }, (_, bin) => ({
    from: bin / BINS,
    to: (bin + 1) / BINS,
    rows: rows[bin]!,
    predicted: rows[bin] === 0 ? null : predicted[bin]! / rows[bin]!,
    observed: rows[bin] === 0 ? null : won[bin]! / rows[bin]!,
  }));
}

/**
 * The expected calibration error: the mean over the rows of |predicted − observed| of their bin, ten bins of equal width
 * (Naeini, Cooper and Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning").
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce(
    (sum, bin) => sum + (bin.rows / Math.max(1, rows)) * Math.abs((bin.predicted ?? 0) - (bin.observed ?? 0)),
    0,
  );
}

/** The mean squared error of the probabilities (Brier 1950). */
export function brierScore(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < probabilities.length; at += 1) sum += (probabilities[at]! - outcomes[at]!) ** 2;
  return sum / Math.max(1, probabilities.length);
}

import { sortedValues } from './quantile-cuts.ts';

/** How a number goes in: cut off at `low` and `high`, its logarithm taken where `isLog`, centred at `mean`, times `scale`. */
export type Measure = {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  readonly mean: number;
  readonly scale: number;
};

/** Counts and sums with a long tail go in by their logarithm. */
const LONG_TAIL = 2;

/**
 * A number made comparable: cut off at the 1st and 99th percentile, so that nothing is extrapolated; its logarithm taken where the
 * tail is long; centred, and divided by two standard deviations, which sets it beside indicators of 0 and 1 (Gelman 2008,
 * "Scaling regression inputs by dividing by two standard deviations"). All of it is measured on the learned rows.
 */
export function measureOf(values: Float64Array, learned: Int32Array): Measure {
  const sorted = sortedValues(values, learned);
  const low = sorted[Math.floor(sorted.length * 0.01)] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99))] ?? 0;
  const bounded = sorted.map((value) => Math.min(high, Math.max(low, value)));
  const isLog = low >= 0 && skewness(bounded) > LONG_TAIL;
  const { mean, deviation } = momentsOf(isLog ? bounded.map(Math.log1p) : bounded);
  const scale = deviation > 1e-12 * (1 + Math.abs(mean)) ? 1 / (2 * deviation) : 0;
  return { low, high, isLog, mean, scale };
}

/** 0 where the value is missing. */
export function measured({ low, high, isLog, mean, scale }: Measure, value: number): number {
  if (Number.isNaN(value)) return 0;
  const bounded = Math.min(high, Math.max(low, value));
  return ((isLog ? Math.log1p(bounded) : bounded) - mean) * scale;
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length)) };
}

function skewness(values: Float64Array): number {
  const { mean, deviation } = momentsOf(values);
  if (deviation === 0) return 0;
  return values.reduce((sum, value) => sum + ((value - mean) / deviation) ** 3, 0) / values.length;
}

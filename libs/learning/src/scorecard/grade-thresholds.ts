import type { Scorecard } from './scorecard.ts';

/** The best fifth is A, the next three tenths B, the next three C, and the last fifth D. */
const BELOW = { A: 0.8, B: 0.5, C: 0.2 };

/** Thresholds at quantiles of the learned rows' points, sorted; kept apart where rows are tied. Null where there are too few points. */
export function gradeThresholds(sorted: Float64Array): Pick<Scorecard, 'thresholds' | 'shares'> | null {
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0;
  // D must be possible, so C lies above the least points.
  const C = Math.max(at(BELOW.C), (sorted[0] ?? 0) + 1);
  const B = Math.max(at(BELOW.B), C + 1);
  const A = Math.max(at(BELOW.A), B + 1);
  if (A > (sorted.at(-1) ?? 0)) return null;
  const from = (points: number): number => sorted.filter((each) => each >= points).length / sorted.length;
  const shares = { A: from(A), B: from(B) - from(A), C: from(C) - from(B), D: 1 - from(C) };
  return { thresholds: { A, B, C }, shares };
}

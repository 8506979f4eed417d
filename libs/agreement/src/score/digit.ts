import type { CompiledEngagement } from '../compile/compile-engagement.ts';

/** 1 is the most engaged. */
export type Digit = 1 | 2 | 3 | 4;

const DIGITS = [1, 2, 3] as const;

/**
 * The digit of an engagement in hundredths. It rises at its threshold, and falls only once the engagement is below the threshold
 * by more than the hysteresis: a lead at the border does not flicker. Without a previous digit there is none to keep.
 */
export function digitOf(points: number, { thresholds, hysteresis }: CompiledEngagement, previous: Digit = 4): Digit {
  for (const digit of DIGITS) {
    const threshold = thresholds[digit - 1] as number;
    if (points >= (digit >= previous ? threshold - hysteresis : threshold)) return digit;
  }
  return 4;
}

/** Below `falls` (exclusive) or from `rises` on the digit is another; null where there is none. */
export function digitBounds(
  digit: Digit,
  { thresholds, hysteresis }: CompiledEngagement,
): { falls: number | null; rises: number | null } {
  return {
    falls: digit === 4 ? null : (thresholds[digit - 1] as number) - hysteresis,
    rises: digit === 1 ? null : (thresholds[digit - 2] as number),
  };
}

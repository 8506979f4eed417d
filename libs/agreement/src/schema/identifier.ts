import { z } from 'zod';

/**
 * Ids are written by people, stand in URLs, metrics and stored state, and key plain objects there: so a small alphabet,
 * which also keeps names such as `__proto__` out.
 */
export const identifier = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'an id is a letter followed by up to 63 letters, digits, "-" or "_"')
  .describe('A short name that other parts of the document use: a letter, then letters, digits, "-" or "_".');

export const label = z.string().min(1).max(200).describe('The words that people read.');

/** Whole hundredths of a point, so that sums are exact. */
export const points = z
  .number()
  .min(-1000)
  .max(1000)
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'points have at most two decimals');

export const positivePoints = points.refine((value) => value > 0, 'must be above 0');

export const days = z.number().positive().max(3660);

/** Business minutes; an hour is 60, a day as many as the calendar has. Fractions are allowed. */
export const businessMinutes = z.number().positive().max(1_000_000);

/** A share of something that may exceed it: 1 is all, 2 is twice as much. */
export const share = z.number().min(0).max(10);

/** A share of a whole, 0…1. */
export const part = z.number().min(0).max(1);

import { z } from 'zod';
import { condition } from './condition.ts';
import { days, identifier, label, points, positivePoints } from './identifier.ts';

export const eventTypes = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** Half-life, or a share of the original points taken off at every full period, in steps. */
export const decay = z.union([
  z.strictObject({ halfLifeDays: days }),
  z.strictObject({ linear: z.strictObject({ percent: z.number().positive().max(100), everyDays: days }) }),
]);

export type Decay = z.output<typeof decay>;

const occurrences = z.strictObject({
  max: z.number().int().min(1).max(100),
  per: z.enum(['day', 'week', 'month', 'ever']),
});

export type OccurrenceCap = z.output<typeof occurrences>;

/** Several caps hold together when their periods lie within each other: once a day and twice a week. */
const occurrenceCaps = z.union([
  occurrences,
  z
    .array(occurrences)
    .min(1)
    .refine((caps) => new Set(caps.map(({ per }) => per)).size === caps.length, 'a period is capped once')
    .refine(
      (caps) => !(caps.some(({ per }) => per === 'week') && caps.some(({ per }) => per === 'month')),
      'week and month cross each other: cap one of them',
    ),
]);

const engagementRule = z.strictObject({
  id: identifier,
  label,
  event: eventTypes,
  when: condition.optional(),
  points: points.refine((value) => value !== 0, 'a rule of 0 points says nothing: leave it out'),
  /**
   * How many count per calendar day, week (from Monday), month or ever, in the agreement's time zone. Left out: as many a day
   * as fill the group's cap on their own.
   */
  occurrences: occurrenceCaps.optional(),
  /** The same asset counts once, at its latest time. */
  perAsset: z.literal('once').optional(),
  /** An event counts only if `times` matches, itself included, lie in the `days` before it. */
  within: z.strictObject({ times: z.number().int().min(2).max(100), days }).optional(),
  /** Left out: the group's. */
  decay: decay.optional(),
});

export const engagement = z.strictObject({
  cap: positivePoints.default(50),
  groups: z.array(
    z.strictObject({
      id: identifier,
      label,
      /** The group's sum stays between −cap and cap. */
      cap: positivePoints,
      decay: decay.optional(),
      rules: z.array(engagementRule).min(1),
    }),
  ),
  /** Engagement from which each digit holds; below the last it is 4. */
  thresholds: z
    .strictObject({ '1': points, '2': points, '3': points })
    .refine(
      (at) => at['1'] > at['2'] && at['2'] > at['3'] && at['3'] > 0,
      '1 must lie above 2, 2 above 3, and 3 above 0',
    ),
  /** How far below its threshold a digit is kept, against flicker. */
  hysteresis: points.refine((value) => value >= 0, 'must not be below 0').default(2),
});

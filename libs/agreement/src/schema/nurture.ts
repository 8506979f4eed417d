import { z } from 'zod';
import { days, identifier, label, positivePoints } from './identifier.ts';
import { buyerStage } from './intent.ts';

const track = z.strictObject({
  id: identifier,
  label,
  /** Reason codes that lead here. */
  entry: z.array(identifier).default([]),
  /** When the track wakes by the calendar: a stated date with an offset, and what holds when nobody stated one. */
  wakeAt: z
    .strictObject({
      field: z.string().min(1).optional(),
      offsetDays: z.number().min(-3660).max(3660).default(0),
      otherwiseAfterDays: days,
    })
    .optional(),
  /** Days since the enrolment or since the step before. */
  steps: z
    .array(z.strictObject({ afterDays: z.number().min(0).max(3660), kind: z.enum(['mail', 'task', 'wake']) }))
    .default([]),
  /** After the last step. */
  repeatEveryDays: days.optional(),
  /** Days between mails by buyer stage, in place of fixed steps. */
  paceByStage: z.partialRecord(buyerStage, days).optional(),
});

export const nurture = z.strictObject({
  tracks: z.array(track).min(1),
  /** Where a lead goes that no rule qualifies and no reason sends elsewhere. */
  defaultTrack: identifier,
  limits: z.array(z.strictObject({ mails: z.number().int().positive(), perDays: days })).default([]),
  pauseWhileSalesWorks: z.boolean().default(true),
  exitOn: z.array(z.enum(['deal', 'optOut', 'disqualified'])).default(['deal', 'optOut', 'disqualified']),
  sunsetAfterDays: days,
  /** Any track wakes on a raised hand, or on that many new points together with that many intent signals. */
  wakeOn: z.strictObject({
    handRaised: z.boolean().default(true),
    newPoints: positivePoints,
    withSignals: z.number().int().min(0),
  }),
});

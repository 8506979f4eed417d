import { z } from 'zod';
import { condition } from './condition.ts';
import { identifier, label } from './identifier.ts';
import { priority } from './qualification.ts';

const pool = z.strictObject({
  id: identifier,
  label,
  /** Whether this pool may call; a pool that does not gets no attempt plan with calls. */
  calls: z.boolean().default(true),
  /** Whose reps: all, or those whom the reference data puts into this pool. */
  members: z.enum(['all', 'listed']).default('listed'),
  openLeadCap: z.number().int().positive().default(25),
  dailyCap: z.number().int().positive().default(10),
  /** Per rep id; everybody else weighs 1. */
  weights: z.record(z.string().min(1), z.number().positive().max(100)).default({}),
});

const rule = z.strictObject({
  id: identifier,
  label,
  /** On the profile, plus `priority`, `model`, `grade`, `fitGrade` and `stage`. */
  when: condition.optional(),
  priorities: z.array(priority).min(1).optional(),
  models: z.array(identifier).min(1).optional(),
  territory: identifier.optional(),
  pool: identifier,
});

export const routing = z.strictObject({
  pools: z.array(pool).min(1),
  territories: z.array(z.strictObject({ id: identifier, label, when: condition })).default([]),
  rules: z.array(rule).default([]),
  catchAll: identifier,
  everybodyAway: z
    .strictObject({ policy: z.enum(['routeNow', 'wait', 'fallBack']), pool: identifier.optional() })
    .default({ policy: 'routeNow' }),
  holdForEnrichmentMinutes: z.number().min(0).default(0),
  reopenedAccountDays: z.number().min(0).default(90),
  /** Rejections that give the turn back, up to this share of a rep's turns in a month. */
  turnBack: z
    .strictObject({ reasons: z.array(identifier).default([]), maxShare: z.number().min(0).max(1).default(0.1) })
    .default({ reasons: [], maxShare: 0.1 }),
  /** How long a member who comes back is counted: keep the place, catch up, or catch up so far. */
  absenceReturn: z.enum(['keepPlace', 'catchUp', 'cappedCatchUp']).default('keepPlace'),
});

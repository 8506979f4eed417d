import { z } from 'zod';
import { identifier, label } from './identifier.ts';

/** What a reason does by itself, beside being counted. */
const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('reroute'), fixAfterPerMonth: z.number().int().positive().optional() }),
  z.strictObject({ type: z.literal('proposeMerge') }),
  z.strictObject({ type: z.literal('fixData') }),
  z.strictObject({
    type: z.literal('draftRule'),
    afterCases: z.number().int().positive(),
    orShare: z.number().min(0).max(1).optional(),
  }),
  z.strictObject({ type: z.literal('exclude') }),
  z.strictObject({ type: z.literal('enrol'), track: identifier, alsoCollects: label.optional() }),
  z.strictObject({ type: z.literal('newsletter'), forDays: z.number().positive() }),
  z.strictObject({ type: z.literal('personaRule') }),
  z.strictObject({ type: z.literal('suppress') }),
]);

export const reasons = z.array(
  z.strictObject({
    code: identifier,
    label,
    /** `reject` is before contact; `disqualify` and `recycle` are after it. */
    kind: z.enum(['reject', 'disqualify', 'recycle']),
    /** The facts that the person who answers is asked for. */
    asks: z
      .array(
        z.strictObject({ field: z.string().min(1), label, type: z.enum(['text', 'date', 'person', 'lead', 'choice']) }),
      )
      .default([]),
    /** Legal only when the attempt plan was done. */
    needsPlanDone: z.boolean().default(false),
    action,
  }),
);

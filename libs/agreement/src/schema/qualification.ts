import { z } from 'zod';
import { condition } from './condition.ts';
import { days, identifier, label, positivePoints } from './identifier.ts';

export const priority = z.enum(['P0', 'P1', 'P2', 'P3']);
export type Priority = z.output<typeof priority>;

const evidence = z.union([
  z.strictObject({
    signal: identifier,
    times: z.number().int().min(1).max(20).default(1),
    withinDays: days.default(30),
  }),
  z.strictObject({ accountPeople: z.number().int().min(2).max(1000), withinDays: days }),
]);

const rule = z.strictObject({
  id: identifier,
  label,
  when: z.strictObject({
    /** `unknown` holds for a provisional grade, whatever its letter. */
    fit: z
      .array(z.enum(['A', 'B', 'C', 'D', 'unknown']))
      .min(1)
      .optional(),
    digits: z
      .array(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]))
      .min(1)
      .optional(),
    handRaised: z.boolean().optional(),
    /** True: some intent signal speaks; false: none does. */
    intent: z.boolean().optional(),
    anyOf: z.array(evidence).min(1).optional(),
    profile: condition.optional(),
    models: z.array(identifier).min(1).optional(),
  }),
  outcome: z.union([priority, z.literal('nurture')]),
  /** In place of the priority's own, in business minutes. */
  firstTouchMinutes: z.number().positive().optional(),
});

/** Ordered rules, the first that holds decides; when none does, the lead is nurtured. */
export const qualification = z.strictObject({
  rules: z.array(rule),
  /** Evidence further back routes nobody. */
  freshnessDays: days.default(30),
  /** After a recycle, unless a hand is raised. */
  coolOffDays: z.number().min(0).max(3660).default(14),
  /** How far the engagement must fall below the rule's digit before the same lead may qualify again by it. */
  hysteresis: positivePoints.default(2),
});

import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { businessMinutes, days, identifier, label, positivePoints } from './identifier.ts';

export const priority = z.enum(['P0', 'P1', 'P2', 'P3']);
export type Priority = z.output<typeof priority>;

const evidence = z.union([
  z.strictObject({
    signal: identifier.describe('Id of an intent signal.'),
    times: z.number().int().min(1).max(20).default(1).describe('How often it must have been seen.'),
    withinDays: days.default(30).describe('Within how many days.'),
  }),
  z.strictObject({
    accountPeople: z.number().int().min(2).max(1000).describe('How many people of the account must have engaged.'),
    withinDays: days.describe('Within how many days.'),
  }),
]);

export type QualificationEvidence = z.output<typeof evidence>;

const rule = z.strictObject({
  id: identifier,
  label,
  when: z
    .strictObject({
      fit: z
        .array(z.enum(['A', 'B', 'C', 'D', 'unknown']))
        .min(1)
        .optional()
        .describe('Grades of fit; unknown holds for a provisional grade, whatever its letter.'),
      digits: z
        .array(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]))
        .min(1)
        .optional()
        .describe('Digits of engagement, 1 being the best.'),
      handRaised: z.boolean().optional().describe('True: a hand is raised; false: none is.'),
      intent: z.boolean().optional().describe('True: some intent signal speaks; false: none does.'),
      anyOf: z.array(evidence).min(1).optional().describe('At least one of these was seen.'),
      profile: conditionThat('What the profile must fulfil.').optional(),
      models: z.array(identifier).min(1).optional().describe('Ids of models for whose score the rule is meant.'),
    })
    .describe('All of these must hold; what is left out does not matter.'),
  outcome: z
    .union([priority, z.literal('nurture')])
    .describe('The priority with which sales gets the lead, or nurture.'),
  firstTouchMinutes: businessMinutes
    .optional()
    .describe("Business minutes to the first touch, in place of the priority's own."),
});

export type QualificationRule = z.output<typeof rule>;

export const qualification = z
  .strictObject({
    rules: z.array(rule).describe('Ordered: the first rule that holds decides. When none does, the lead is nurtured.'),
    freshnessDays: days.default(30).describe('Evidence further back than so many days routes nobody.'),
    coolOffDays: z
      .number()
      .min(0)
      .max(3660)
      .default(14)
      .describe('For how many days after a recycle nothing qualifies, unless a hand is raised.'),
    hysteresis: positivePoints
      .default(2)
      .describe("How far engagement must fall below the rule's digit before the lead may qualify again by it."),
  })
  .describe('Who is worth the time of sales, and how urgently.');

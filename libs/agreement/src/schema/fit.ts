import { z } from 'zod';
import { condition } from './condition.ts';
import { identifier, label, points, positivePoints } from './identifier.ts';

const fitRule = z.strictObject({ id: identifier, label, when: condition, points });

export const fit = z.strictObject({
  cap: positivePoints.default(50),
  dimensions: z
    .array(
      z.strictObject({
        id: identifier,
        label,
        /** The dimension is known as soon as one of these fields is. */
        fields: z.array(z.string().min(1)).min(1),
        /** False for a mere correction (free mail) that tells nothing about how well the person is known. */
        countsAsKnown: z.boolean().default(true),
        /** `first`: the first rule that holds gives the points; `all`: every rule that holds adds its own. */
        match: z.enum(['first', 'all']).default('first'),
        rules: z.array(fitRule).min(1),
      }),
    )
    .min(1),
  /** Any of these makes the grade X, whatever the points. */
  disqualifiers: z.array(z.strictObject({ id: identifier, label, when: condition })).default([]),
  /** What marketing owes with every hand-off. */
  requiredFields: z.array(z.string().min(1)).default([]),
  thresholds: z
    .strictObject({ A: points, B: points, C: points })
    .refine((at) => at.A > at.B && at.B > at.C, 'A must lie above B, and B above C'),
  /** With fewer known dimensions a grade is provisional. */
  knownDimensionsForFullGrade: z.number().int().min(0).default(3),
});

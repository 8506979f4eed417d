import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { identifier, label, points, positivePoints } from './identifier.ts';

const fitRule = z
  .strictObject({
    id: identifier,
    label,
    when: conditionThat('What the profile must fulfil. What is unknown does not hold.').optional(),
    personas: z.array(identifier).min(1).optional().describe('Ids of personas: one of them must be theirs.'),
    points: points.describe('Points that the rule gives; negative ones take away.'),
  })
  .refine(({ when, personas }) => when !== undefined || personas !== undefined, {
    message: 'a fit rule says when it holds: give it "when", "personas" or both',
  });

export const fit = z
  .strictObject({
    cap: positivePoints.default(50).describe('The most that fit can be, in points.'),
    dimensions: z
      .array(
        z.strictObject({
          id: identifier,
          label,
          fields: z
            .array(z.string().min(1).max(200))
            .min(1)
            .describe('Fields of the profile: the dimension is known as soon as one of them is.'),
          countsAsKnown: z
            .boolean()
            .default(true)
            .describe(
              'False for a mere correction, such as free mail, that tells nothing about how well we know them.',
            ),
          match: z
            .enum(['first', 'all'])
            .default('first')
            .describe('first: the first rule that holds gives the points; all: every rule that holds adds its own.'),
          rules: z.array(fitRule).min(1).describe('What is worth how many points.'),
        }),
      )
      .min(1)
      .describe('The sides from which we look at a person: size, industry, country and so on.'),
    disqualifiers: z
      .array(z.strictObject({ id: identifier, label, when: conditionThat('Whose profile fulfils this gets grade X.') }))
      .default([])
      .describe('Any of these makes the grade X, whatever the points.'),
    requiredFields: z
      .array(z.string().min(1).max(200))
      .default([])
      .describe('Fields of the profile that marketing owes with every hand-off.'),
    thresholds: z
      .strictObject({
        A: points.describe('Fit points from which the grade is A.'),
        B: points.describe('Fit points from which it is B.'),
        C: points.describe('Fit points from which it is C; below, it is D.'),
      })
      .refine((at) => at.A > at.B && at.B > at.C, 'A must lie above B, and B above C')
      .describe('From how many points each grade holds.'),
    knownDimensionsForFullGrade: z
      .number()
      .int()
      .min(0)
      .default(3)
      .describe('With fewer known dimensions a grade is provisional.'),
  })
  .meta({ id: 'Fit', description: 'Who they are: points from the profile, which do not decay.' });

import { z } from 'zod';
import { isLinearPattern } from '../condition/linear-pattern.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).describe('A text, a number, true or false.');
const field = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^.\s][^\s]*$/, 'a field is a name or a dotted path such as properties.topic')
  .describe('A field of the profile or of the event: headcount, properties.topic, asset.type.');
const number = z.number().describe('The number to compare with.');
const listed = z.array(scalar).min(1).max(10_000).describe('The values.');

const leaf = z.discriminatedUnion('op', [
  z.strictObject({
    field,
    op: z.literal('eq').describe('The field is the value; text without regard to case.'),
    value: scalar,
  }),
  z.strictObject({ field, op: z.literal('ne').describe('It is something else.'), value: scalar }),
  z.strictObject({ field, op: z.literal('in').describe('It is one of the values.'), value: listed }),
  z.strictObject({ field, op: z.literal('notIn').describe('It is none of the values.'), value: listed }),
  z.strictObject({ field, op: z.literal('gt').describe('It is above the value.'), value: number }),
  z.strictObject({ field, op: z.literal('gte').describe('It is at least the value.'), value: number }),
  z.strictObject({ field, op: z.literal('lt').describe('It is below the value.'), value: number }),
  z.strictObject({ field, op: z.literal('lte').describe('It is at most the value.'), value: number }),
  z.strictObject({
    field,
    op: z.literal('between').describe('It lies between the two values, both included.'),
    value: z
      .tuple([z.number(), z.number()])
      .refine(([low, high]) => low <= high, 'the lower bound comes first')
      .describe('Lower and upper bound.'),
  }),
  z.strictObject({ field, op: z.literal('exists').describe('It is known.') }),
  z.strictObject({ field, op: z.literal('missing').describe('It is unknown.') }),
  z.strictObject({
    field,
    op: z.literal('contains').describe('The text, or the list, contains the value.'),
    value: scalar,
  }),
  z.strictObject({
    field,
    op: z.literal('startsWith').describe('The text starts with the value.'),
    value: z.string().min(1).describe('The text.'),
  }),
  z.strictObject({
    field,
    op: z.literal('endsWith').describe('The text ends with the value.'),
    value: z.string().min(1).describe('The text.'),
  }),
  z.strictObject({
    field,
    op: z.literal('matches').describe('The text matches the RE2 pattern somewhere; (?i) ignores case.'),
    value: z
      .string()
      .min(1)
      .max(1000)
      .refine(isLinearPattern, 'is not a pattern that RE2 understands')
      .describe('A pattern in RE2 syntax.'),
  }),
]);

export type FieldCondition = z.output<typeof leaf>;

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | FieldCondition;

/**
 * A condition on a flat profile or on an event, e.g. `{ field: headcount, op: between, value: [50, 1000] }`, combined by
 * `all`, `any` and `not`. Both ends of `between` are inside. Text is compared without regard to case, except by `matches`,
 * where the pattern says so itself (`(?i)`).
 */
export const condition: z.ZodType<Condition, Condition> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(condition).min(1).describe('Each of these holds.') }),
      z.strictObject({ any: z.array(condition).min(1).describe('At least one of these holds.') }),
      z.strictObject({ not: condition }),
      leaf,
    ]),
  )
  .meta({ id: 'Condition', description: 'A question to the profile or to an event, combined by all, any and not.' });

/** A condition with the words that editors show where it stands. The schema itself stays one, so that it can refer to itself. */
export function conditionThat(description: string): z.ZodType<Condition, Condition> {
  return z.lazy(() => condition).describe(description);
}

import { z } from 'zod';
import { isLinearPattern } from '../condition/linear-pattern.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const field = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^.\s][^\s]*$/, 'a field is a name or a dotted path such as properties.topic');

const leaf = z.discriminatedUnion('op', [
  z.strictObject({ field, op: z.literal('eq'), value: scalar }),
  z.strictObject({ field, op: z.literal('ne'), value: scalar }),
  z.strictObject({ field, op: z.literal('in'), value: z.array(scalar).max(10_000) }),
  z.strictObject({ field, op: z.literal('notIn'), value: z.array(scalar).max(10_000) }),
  z.strictObject({ field, op: z.literal('gt'), value: z.number() }),
  z.strictObject({ field, op: z.literal('gte'), value: z.number() }),
  z.strictObject({ field, op: z.literal('lt'), value: z.number() }),
  z.strictObject({ field, op: z.literal('lte'), value: z.number() }),
  z.strictObject({
    field,
    op: z.literal('between'),
    value: z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, 'the lower bound comes first'),
  }),
  z.strictObject({ field, op: z.literal('exists') }),
  z.strictObject({ field, op: z.literal('missing') }),
  z.strictObject({ field, op: z.literal('contains'), value: scalar }),
  z.strictObject({ field, op: z.literal('startsWith'), value: z.string().min(1) }),
  z.strictObject({ field, op: z.literal('endsWith'), value: z.string().min(1) }),
  z.strictObject({
    field,
    op: z.literal('matches'),
    value: z.string().min(1).max(1000).refine(isLinearPattern, 'is not a pattern that RE2 understands'),
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
      z.strictObject({ all: z.array(condition).min(1) }),
      z.strictObject({ any: z.array(condition).min(1) }),
      z.strictObject({ not: condition }),
      leaf,
    ]),
  )
  .meta({ id: 'Condition' });

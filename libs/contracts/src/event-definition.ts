import type * as z from 'zod';
import type { TopicName } from './topics.ts';

/** One kind of event: its CloudEvents type (major version included), its topic, and the shape of its data. */
export type EventDefinition<D = unknown> = {
  readonly type: string;
  readonly topic: TopicName;
  readonly schema: z.ZodType<D>;
};

export type DataOf<E> = E extends EventDefinition<infer D> ? D : never;

/** `name` is past tense, `lead.routed`; the published type is `smarketing.lead.routed.v1`. */
export function defineEvent<S extends z.ZodType>(
  name: string,
  topic: TopicName,
  schema: S,
  majorVersion = 1,
): EventDefinition<z.output<S>> {
  return { type: `smarketing.${name}.v${majorVersion}`, topic, schema: schema as unknown as z.ZodType<z.output<S>> };
}

import type { ScorableEvent } from '@smarketing/agreement';
import { instantOf } from '../evidence-of.ts';
import type { ProfileFields } from '../lead-score.ts';
import type { Span } from './excerpt.ts';
import type { History } from './history.ts';
import { profileAt } from './profiles-over.ts';

/** Something that makes scoring look at a lead: it did something, or more was learned about who it is. */
export type Step = {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Null: only the profile changed. */
  readonly event: ScorableEvent | null;
  /** As it was known when this was heard of. */
  readonly profile: ProfileFields;
};

/** Within the span, in order. */
export function stepsOf({ evidence, profiles }: History, { fromMs, untilMs }: Span): Step[] {
  const isWithin = (atMs: number) => atMs > fromMs && atMs <= untilMs;
  const steps: Step[] = [];
  for (const event of evidence) {
    // Robots weigh nothing, and nothing follows from them.
    if (event.machine === true || !isWithin(instantOf(event))) continue;
    // What somebody says of themselves with what they do is heard of when that is received.
    const profile = profileAt(profiles, event.receivedAt);
    steps.push({ atMs: instantOf(event), event, profile });
  }
  for (const { fromMs: atMs, fields } of profiles)
    if (isWithin(atMs)) steps.push({ atMs, event: null, profile: fields });
  return steps.sort((a, b) => a.atMs - b.atMs);
}

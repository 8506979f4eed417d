import type { CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { clamp } from './score-entry.ts';
import type { Occurrence, RuleTally } from './tallies.ts';

/** The occurrences of one rule that count at some instant. */
export type Counted = {
  rule: CompiledEngagementRule;
  /** Oldest first. */
  occurrences: Occurrence[];
  /**
   * Of a rule that counts an asset once: what its calendar caps let count if assets did not matter. The occurrences are worth no
   * more than these: so both limits hold, and no further event can lower the sum.
   */
  limit: Occurrence[] | undefined;
};

/** Epoch milliseconds; evidence counts after `after` and up to `until`. */
export type Span = { after: number; until: number };

export function countedOccurrences(rule: CompiledEngagementRule, tally: RuleTally, span: Span): Counted {
  const kept: Occurrence[] = [];
  for (const bucket of tally.buckets) {
    for (const each of bucket.kept) if (counts(each, span)) kept.push(each);
  }
  if (!rule.perAsset) return { rule, occurrences: kept, limit: undefined };
  return { rule, occurrences: (tally.assets ?? []).filter((each) => counts(each, span)), limit: kept };
}

export function counts({ at, since }: Occurrence, span: Span): boolean {
  return at <= span.until && at > span.after && (since ?? at) > span.after;
}

/** What the occurrences are worth at an instant, in hundredths, before any group's cap. Its size never grows with time. */
export function worthAt({ rule, occurrences, limit }: Counted, nowMs: number): number {
  const worth = worthOf(rule, occurrences, nowMs);
  if (limit === undefined) return worth;
  const most = Math.abs(worthOf(rule, limit, nowMs));
  return clamp(worth, -most, most);
}

export function worthOf(rule: CompiledEngagementRule, occurrences: readonly Occurrence[], nowMs: number): number {
  let total = 0;
  for (const { at } of occurrences) total += rule.decay.left(rule.base, nowMs - at);
  return total;
}

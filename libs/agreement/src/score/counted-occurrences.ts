import type { CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { clamp } from './score-entry.ts';
import type { Occurrence, RuleTally } from './tallies.ts';

/** The occurrences of one rule that count at some instant. */
export type Counted = {
  rule: CompiledEngagementRule;
  /** One entry each, oldest first. */
  occurrences: Occurrence[];
  /**
   * Of a rule that counts an asset once: what its calendar caps let count if assets did not matter. The occurrences are worth no
   * more than these: so both limits hold, and no further event can lower the sum.
   */
  limit: Occurrence[] | undefined;
  /** How many matched and are not among the occurrences. */
  beyond: number;
};

/** Epoch milliseconds; evidence counts after `after` and up to `until`. */
export type Span = { after: number; until: number };

export function countedOccurrences(rule: CompiledEngagementRule, tally: RuleTally, span: Span): Counted {
  const kept: Occurrence[] = [];
  let matched = 0;
  for (const bucket of tally.buckets) {
    for (const each of bucket.kept) if (counts(each, span)) kept.push(each);
    matched += bucket.matched;
  }
  const occurrences = rule.perAsset ? (tally.assets ?? []).filter((each) => counts(each, span)) : kept;
  return {
    rule,
    occurrences,
    limit: rule.perAsset ? kept : undefined,
    // How many lie in a part of the time nobody knows.
    beyond: span.after === -Infinity ? Math.max(0, matched - occurrences.length) : 0,
  };
}

function counts({ at, since }: Occurrence, span: Span): boolean {
  return at <= span.until && at > span.after && (since ?? at) > span.after;
}

/** What the occurrences are worth at an instant, in hundredths, before any group's cap. Its size never grows with time. */
export function worthAt({ rule, occurrences, limit }: Counted, nowMs: number): number {
  const worth = sum(rule, occurrences, nowMs);
  if (limit === undefined) return worth;
  const most = Math.abs(sum(rule, limit, nowMs));
  return clamp(worth, -most, most);
}

function sum(rule: CompiledEngagementRule, occurrences: readonly Occurrence[], nowMs: number): number {
  let total = 0;
  for (const { at } of occurrences) total += rule.decay.left(rule.base, nowMs - at);
  return total;
}

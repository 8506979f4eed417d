import type { CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { clamp } from './score-entry.ts';
import type { Occurrence, RuleTally } from './tallies.ts';

/** The occurrences of one rule that count at some instant. */
export type Counted = {
  rule: CompiledEngagementRule;
  /** Oldest first. */
  occurrences: readonly Occurrence[];
  /**
   * Of a rule that counts an asset once: what its calendar caps let count if assets did not matter. The occurrences are worth no
   * more than these: so both limits hold, and no further event can lower the sum.
   */
  limit: readonly Occurrence[] | undefined;
};

/** Epoch milliseconds; evidence counts after `after` and up to `until`. */
export type Span = { after: number; until: number };

export function countedOccurrences(rule: CompiledEngagementRule, tally: RuleTally, span: Span): Counted {
  const kept = keptOf(tally, span);
  if (!rule.perAsset) return { rule, occurrences: kept, limit: undefined };
  const { assets = NONE } = tally;
  return {
    rule,
    occurrences: allCount(tally, span) ? assets : assets.filter((each) => counts(each, span)),
    limit: kept,
  };
}

/** Most leads have met a rule within one bucket, and are asked about all that they did: then nothing is copied. */
function keptOf(tally: RuleTally, span: Span): readonly Occurrence[] {
  const { buckets } = tally;
  if (buckets.length === 1 && allCount(tally, span)) return buckets[0]!.kept;
  const kept: Occurrence[] = [];
  for (const bucket of buckets) {
    for (const each of bucket.kept) if (counts(each, span)) kept.push(each);
  }
  return kept;
}

const NONE: readonly Occurrence[] = [];

function allCount({ latestAt }: RuleTally, { after, until }: Span): boolean {
  return after === -Infinity && latestAt <= until;
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

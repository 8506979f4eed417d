/** A stretch of time in epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
export type Interval = { readonly fromMs: number; readonly toMs: number };

/** Sorts intervals, drops empty ones and joins those that touch or overlap. */
export function normalise(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  const sorted = intervals.filter(({ fromMs, toMs }) => fromMs < toMs).toSorted((a, b) => a.fromMs - b.fromMs);
  for (const next of sorted) {
    const last = joined.at(-1);
    if (last && next.fromMs <= last.toMs) {
      joined[joined.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) };
    } else {
      joined.push(next);
    }
  }
  return joined;
}

/** What lies in both lists; both sorted and disjoint. */
export function overlap(left: readonly Interval[], right: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (let i = 0, j = 0; ;) {
    const a = left[i];
    const b = right[j];
    if (!a || !b) return shared;
    const fromMs = Math.max(a.fromMs, b.fromMs);
    const toMs = Math.min(a.toMs, b.toMs);
    if (fromMs < toMs) shared.push({ fromMs, toMs });
    if (a.toMs < b.toMs) i++;
    else j++;
  }
}

/** What the sorted, disjoint list leaves open. */
export function complement(intervals: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let fromMs = -Infinity;
  for (const interval of intervals) {
    if (fromMs < interval.fromMs) gaps.push({ fromMs, toMs: interval.fromMs });
    fromMs = interval.toMs;
  }
  if (fromMs < Infinity) gaps.push({ fromMs, toMs: Infinity });
  return gaps;
}

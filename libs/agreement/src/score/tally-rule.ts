import type { CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { bucketEnd, calendarBucket, type Period } from './calendar-bucket.ts';
import { DAY_MS } from './decay.ts';
import type { LocalTime } from './local-time.ts';
import { keepLatest } from './keep-latest.ts';
import { compareOccurrences, type BucketTally, type Occurrence, type RuleTally } from './tallies.ts';

/** How many assets a "once per asset" rule remembers. */
const ASSETS = 64;

export type RuleChange = { tally: RuleTally; rebuild: boolean };

/**
 * The tally with one more matched event. The result depends on the set of events alone, not on their order, except where `rebuild`
 * says that it can't be known from what is kept. `firstSeen`: the caller knows that this event id was never added before.
 */
export function tallyRule(
  tally: RuleTally | undefined,
  rule: CompiledEngagementRule,
  event: Occurrence,
  local: LocalTime,
  firstSeen: boolean,
): RuleChange {
  const before: RuleTally = tally ?? { latestAt: event.at, buckets: [] };
  if (rule.within !== undefined) return tallyWithin(before, rule, rule.within, event, local);
  return count(before, rule, event, local, firstSeen);
}

/**
 * An event counts if n matches, itself included, lie in (t − d, t]. In order that is a look at the n − 1 before; a late event may
 * make later ones count that nobody kept.
 */
function tallyWithin(
  tally: RuleTally,
  rule: CompiledEngagementRule,
  { times, windowMs }: { times: number; windowMs: number },
  event: Occurrence,
  local: LocalTime,
): RuleChange {
  const recent = tally.recent ?? [];
  const last = recent.at(-1);
  if (last !== undefined && compareOccurrences(event, last) <= 0) {
    const known = [...recent, ...tally.buckets.flatMap(({ kept }) => kept)].some(
      ({ eventId }) => eventId === event.eventId,
    );
    return { tally, rebuild: !known };
  }
  const earliest = recent.length === times - 1 ? recent[0] : undefined;
  const next: RuleTally = {
    ...tally,
    latestAt: Math.max(tally.latestAt, event.at),
    recent: [...recent, event].slice(-(times - 1)),
  };
  if (earliest === undefined || earliest.at <= event.at - windowMs) return { tally: next, rebuild: false };
  return count(next, rule, { ...event, since: earliest.at }, local, true);
}

function count(
  tally: RuleTally,
  rule: CompiledEngagementRule,
  event: Occurrence,
  local: LocalTime,
  firstSeen: boolean,
): RuleChange {
  const { per } = rule.caps.at(-1)!;
  const latestAt = Math.max(tally.latestAt, event.at);
  const localAt = local(event.at);
  const number = calendarBucket(localAt, per);
  if (isOver(number, per, rule, latestAt)) {
    return { tally: latestAt === tally.latestAt ? tally : { ...tally, latestAt }, rebuild: false };
  }

  const at = positionOf(tally.buckets, number);
  const found = tally.buckets[at];
  const bucket: BucketTally = found?.bucket === number ? found : { bucket: number, kept: [], matched: 0 };
  if (bucket.kept.some(({ eventId }) => eventId === event.eventId)) return { tally, rebuild: false };

  const kept = admit(bucket.kept, event, localAt, rule, local);
  const rebuild = !firstSeen && !kept.includes(event);
  const buckets = tally.buckets.slice();
  buckets.splice(at, bucket === found ? 1 : 0, { bucket: number, kept, matched: bucket.matched + 1 });
  let over = 0;
  while (isOver(buckets[over]!.bucket, per, rule, latestAt)) over += 1;
  if (over > 0) buckets.splice(0, over);

  const next: RuleTally = { ...tally, latestAt, buckets };
  if (rule.perAsset) {
    next.assets = keepLatest(
      (tally.assets ?? []).filter(({ at: time }) => time > latestAt - rule.lifeMs),
      event,
      ASSETS,
      assetKey,
    ).filter(({ at: time }) => time > latestAt - rule.lifeMs);
  }
  return { tally: next, rebuild };
}

/**
 * What ended a whole life before the latest event is worth nothing at any instant from then on. The day more than covers the
 * distance between wall clock and UTC.
 */
function isOver(bucket: number, per: Period, rule: CompiledEngagementRule, latestAt: number): boolean {
  return bucketEnd(bucket, per) + DAY_MS <= latestAt - rule.lifeMs;
}

/** Where the bucket stands or belongs; the latest are asked for most, so from the end. */
function positionOf(buckets: readonly BucketTally[], number: number): number {
  let at = buckets.length;
  while (at > 0 && buckets[at - 1]!.bucket >= number) at -= 1;
  return at;
}

/**
 * Adds an occurrence to those that count in a bucket, and drops the oldest of the narrowest cap that is now too full. The caps lie
 * within each other (an asset of a day, the day, the week), which makes "the latest first" the best choice, and makes adding
 * one by one in any order end with the same.
 */
function admit(
  kept: readonly Occurrence[],
  event: Occurrence,
  localAt: number,
  rule: CompiledEngagementRule,
  local: LocalTime,
): Occurrence[] {
  const next = insert(kept, event);
  if (next.length === 1) return next;
  const [narrowest] = rule.caps;
  if (rule.perAsset && narrowest !== undefined) {
    const own = calendarBucket(localAt, narrowest.per);
    const key = assetKey(event);
    const same = next.filter((each) => assetKey(each) === key && calendarBucket(local(each.at), narrowest.per) === own);
    if (same.length > 1) return next.filter((each) => each !== same[0]);
  }
  const widest = rule.caps.at(-1);
  for (const cap of rule.caps) {
    // As many as the bucket has are in no narrower period.
    if (next.length <= cap.max) continue;
    const own = calendarBucket(localAt, cap.per);
    const inside = cap === widest ? next : next.filter((each) => calendarBucket(local(each.at), cap.per) === own);
    if (inside.length > cap.max) return next.filter((each) => each !== inside[0]);
  }
  return next;
}

function insert(list: readonly Occurrence[], event: Occurrence): Occurrence[] {
  const next = list.slice();
  let at = next.length;
  while (at > 0 && compareOccurrences(next[at - 1] as Occurrence, event) > 0) at -= 1;
  if (at === next.length) next.push(event);
  else next.splice(at, 0, event);
  return next;
}

/** Without an asset nobody can tell two apart from one: each event is then its own. */
function assetKey(occurrence: Occurrence): string {
  return occurrence.assetId === undefined ? `event ${occurrence.eventId}` : `asset ${occurrence.assetId}`;
}

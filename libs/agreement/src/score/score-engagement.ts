import type { CompiledModel } from '../compile/compile-agreement.ts';
import type { CompiledEngagement, CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { countedOccurrences, counts, worthOf, type Span } from './counted-occurrences.ts';
import { clamp, move, withhold, type ScoreEntry } from './score-entry.ts';
import type { Occurrence, RuleTally, Tallies } from './tallies.ts';

/** Points are hundredths; the entries' points sum to `points`. */
export type EngagementScore = { points: number; entries: ScoreEntry[] };

/** Occurrence caps have been applied by the tallies; here follow decay, the sum per group, its cap, and the total's bounds. */
export function scoreEngagement(tallies: Tallies, { id, engagement }: CompiledModel, span: Span): EngagementScore {
  const tallied = tallies.models[id];
  const entries = tallied === undefined ? [] : entriesOf(tallied, engagement, span);
  putInOrder(entries);
  for (const { id: part, cap } of engagement.groups) {
    if (Math.abs(sumOf(entries, part)) <= cap) continue;
    const ofGroup = entries.filter((entry) => entry.part === part);
    withhold(ofGroup, -cap, cap);
  }
  return { points: withhold(entries, 0, engagement.cap), entries };
}

function entriesOf(tallied: Tallies['models'][string], { byRule }: CompiledEngagement, span: Span): ScoreEntry[] {
  const entries: ScoreEntry[] = [];
  for (const id in tallied) {
    const rule = byRule.get(id);
    if (rule === undefined) continue;
    const tally = tallied[id]!;
    const add = rule.perAsset ? addEntriesPerAsset : addEntries;
    const beyond = beyondCaps(tally, add(entries, rule, tally, span), span);
    // Instants of their own they have none: they were evicted together.
    if (beyond > 0) entries.push(entryOf(rule, null, null, 0, beyond));
  }
  return entries;
}

/** Adds an entry for each occurrence that is worth anything yet; returns how many count. */
function addEntries(entries: ScoreEntry[], rule: CompiledEngagementRule, tally: RuleTally, span: Span): number {
  let counted = 0;
  for (const { kept } of tally.buckets) {
    for (const occurrence of kept) {
      if (!counts(occurrence, span)) continue;
      counted += 1;
      const points = rule.decay.left(rule.base, span.until - occurrence.at);
      if (points !== 0) entries.push(entryOf(rule, occurrence.eventId, occurrence.at, points, 1));
    }
  }
  return counted;
}

/** The same of a rule that counts an asset once, whose calendar caps hold as well. */
function addEntriesPerAsset(entries: ScoreEntry[], rule: CompiledEngagementRule, tally: RuleTally, span: Span): number {
  const { occurrences, limit = [] } = countedOccurrences(rule, tally, span);
  const mine: ScoreEntry[] = [];
  let sum = 0;
  for (const { at, eventId } of occurrences) {
    const points = rule.decay.left(rule.base, span.until - at);
    sum += points;
    mine.push(entryOf(rule, eventId, at, points, 1));
  }
  const most = Math.abs(worthOf(rule, limit, span.until));
  if (Math.abs(sum) > most) holdToLimit(mine, sum - clamp(sum, -most, most), limit);
  for (const each of mine) if (each.points !== 0 || each.withheldByCap !== 0) entries.push(each);
  return mine.length;
}

/** How many matched and do not count; of a span with a beginning nobody knows how many of those lie in it. */
function beyondCaps({ buckets }: RuleTally, counted: number, span: Span): number {
  if (span.after !== -Infinity) return 0;
  let matched = 0;
  for (const bucket of buckets) matched += bucket.matched;
  return matched - counted;
}

function entryOf(
  rule: CompiledEngagementRule,
  eventId: string | null,
  occurredAt: number | null,
  points: number,
  count: number,
): ScoreEntry {
  return {
    rule: rule.id,
    label: rule.label,
    part: rule.group,
    side: 'engagement',
    eventId,
    occurredAt,
    basePoints: rule.base,
    points,
    withheldByCap: 0,
    count,
  };
}

/** Withholds as much as is too much: first of those that the calendar caps left out, then of the oldest. */
function holdToLimit(entries: readonly ScoreEntry[], tooMuch: number, inCalendarCaps: readonly Occurrence[]): void {
  const ids = new Set<string | null>(inCalendarCaps.map(({ eventId }) => eventId));
  const leftOut = entries.filter(({ eventId }) => !ids.has(eventId));
  const others = entries.filter(({ eventId }) => ids.has(eventId));
  let excess = tooMuch;
  for (const each of [...leftOut, ...others]) {
    if (excess === 0) return;
    excess -= move(each, excess > 0 ? Math.min(each.points, excess) : Math.max(each.points, excess));
  }
}

function sumOf(entries: readonly ScoreEntry[], part: string): number {
  let sum = 0;
  for (const entry of entries) if (entry.part === part) sum += entry.points;
  return sum;
}

/** Before every instant, and finite so that two of them compare as equal. */
const EARLIEST = Number.MIN_SAFE_INTEGER;

/** The most that are put in order one by one: that is quicker while they are few, and mostly in order. */
const FEW = 32;

function putInOrder(entries: ScoreEntry[]): void {
  if (entries.length > FEW) {
    entries.sort(oldestFirst);
    return;
  }
  for (let next = 1; next < entries.length; next++) {
    const entry = entries[next]!;
    let at = next;
    for (; at > 0 && oldestFirst(entries[at - 1]!, entry) > 0; at--) entries[at] = entries[at - 1]!;
    entries[at] = entry;
  }
}

/** By time, then by event id; fit and evicted occurrences, which have no instant, first. */
function oldestFirst(a: ScoreEntry, b: ScoreEntry): number {
  return (
    (a.occurredAt ?? EARLIEST) - (b.occurredAt ?? EARLIEST) ||
    compareText(a.eventId ?? '', b.eventId ?? '') ||
    compareText(a.rule, b.rule)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { CompiledModel } from '../compile/compile-agreement.ts';
import type { CompiledEngagementRule } from '../compile/compile-engagement.ts';
import { countedOccurrences, worthAt, type Counted, type Span } from './counted-occurrences.ts';
import { move, withhold, type ScoreEntry } from './score-entry.ts';
import type { Tallies } from './tallies.ts';

/** Points are hundredths; the entries' points sum to `points`. */
export type EngagementScore = { points: number; entries: ScoreEntry[] };

/** Occurrence caps have been applied by the tallies; here follow decay, the sum per group, its cap, and the total's bounds. */
export function scoreEngagement(tallies: Tallies, model: CompiledModel, span: Span): EngagementScore {
  const tallied = tallies.models[model.id] ?? {};
  const { groups, byRule } = model.engagement;
  const byGroup = groups.map((): ScoreEntry[] => []);
  for (const id of Object.keys(tallied)) {
    const known = byRule.get(id);
    if (known === undefined) continue;
    const counted = countedOccurrences(known.rule, tallied[id]!, span);
    addEntries(byGroup[known.group]!, counted, groups[known.group]!.id, span.until);
  }
  const all: ScoreEntry[] = [];
  for (const [index, entries] of byGroup.entries()) {
    const { cap } = groups[index]!;
    entries.sort(oldestFirst);
    withhold(entries, -cap, cap);
    for (const each of entries) all.push(each);
  }
  // Of one group they are in order already.
  if (groups.length > 1) all.sort(oldestFirst);
  return { points: withhold(all, 0, model.engagement.cap), entries: all };
}

/** Adds a rule's entries: one for each occurrence that is worth anything yet, and one for all that were evicted. */
function addEntries(entries: ScoreEntry[], counted: Counted, group: string, nowMs: number): void {
  const { rule, occurrences, limit, beyond } = counted;
  if (limit === undefined) {
    for (const { at, eventId } of occurrences) {
      const points = rule.decay.left(rule.base, nowMs - at);
      if (points !== 0) entries.push(entryOf(rule, group, eventId, at, points, 1));
    }
  } else {
    const mine = occurrences.map(({ at, eventId }) =>
      entryOf(rule, group, eventId, at, rule.decay.left(rule.base, nowMs - at), 1),
    );
    holdToLimit(mine, worthAt(counted, nowMs), new Set(limit.map(({ eventId }) => eventId)));
    for (const each of mine) if (each.points !== 0 || each.withheldByCap !== 0) entries.push(each);
  }
  // Instants of their own they have none: they were evicted together.
  if (beyond > 0) entries.push(entryOf(rule, group, null, null, 0, beyond));
}

function entryOf(
  rule: CompiledEngagementRule,
  group: string,
  eventId: string | null,
  occurredAt: number | null,
  points: number,
  count: number,
): ScoreEntry {
  return {
    rule: rule.id,
    label: rule.label,
    part: group,
    side: 'engagement',
    eventId,
    occurredAt,
    basePoints: rule.base,
    points,
    withheldByCap: 0,
    count,
  };
}

/** Withholds until the entries sum to `worth`: first of those that the calendar caps left out, then of the oldest. */
function holdToLimit(entries: ScoreEntry[], worth: number, inCalendarCaps: ReadonlySet<string>): void {
  const leftOut = entries.filter(({ eventId }) => eventId !== null && !inCalendarCaps.has(eventId));
  const others = entries.filter((each) => !leftOut.includes(each));
  let excess = entries.reduce((sum, { points }) => sum + points, 0) - worth;
  for (const each of [...leftOut, ...others]) {
    if (excess === 0) return;
    excess -= move(each, excess > 0 ? Math.min(each.points, excess) : Math.max(each.points, excess));
  }
}

/** Before every instant, and finite so that two of them compare as equal. */
const EARLIEST = Number.MIN_SAFE_INTEGER;

/** By time, then by event id; fit and evicted occurrences, which have no instant, first. */
export function oldestFirst(a: ScoreEntry, b: ScoreEntry): number {
  return (
    (a.occurredAt ?? EARLIEST) - (b.occurredAt ?? EARLIEST) ||
    compareText(a.eventId ?? '', b.eventId ?? '') ||
    compareText(a.rule, b.rule)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { CompiledModel } from '../compile/compile-agreement.ts';
import { countedOccurrences, worthAt, type Counted, type Span } from './counted-occurrences.ts';
import { move, withhold, type ScoreEntry } from './score-entry.ts';
import type { Tallies } from './tallies.ts';

/** Points are hundredths; the entries' points sum to `points`. */
export type EngagementScore = { points: number; entries: ScoreEntry[] };

/** Occurrence caps have been applied by the tallies; here follow decay, the sum per group, its cap, and the total's bounds. */
export function scoreEngagement(tallies: Tallies, model: CompiledModel, span: Span): EngagementScore {
  const tallied = tallies.models[model.id] ?? {};
  const all: ScoreEntry[] = [];
  for (const group of model.engagement.groups) {
    const entries: ScoreEntry[] = [];
    for (const rule of group.rules) {
      const tally = tallied[rule.id];
      if (tally !== undefined)
        entries.push(...ruleEntries(countedOccurrences(rule, tally, span), group.id, span.until));
    }
    entries.sort(oldestFirst);
    withhold(entries, -group.cap, group.cap);
    all.push(...entries);
  }
  all.sort(oldestFirst);
  return { points: withhold(all, 0, model.engagement.cap), entries: all };
}

function ruleEntries(counted: Counted, group: string, nowMs: number): ScoreEntry[] {
  const { rule, occurrences, limit, beyond } = counted;
  const entry = (eventId: string | null, occurredAt: number | null, points: number, count: number): ScoreEntry => ({
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
  });
  const entries = occurrences.map(({ at, eventId }) => entry(eventId, at, rule.decay.left(rule.base, nowMs - at), 1));
  if (limit !== undefined) holdToLimit(entries, worthAt(counted, nowMs), new Set(limit.map(({ eventId }) => eventId)));
  const living = entries.filter(({ points, withheldByCap }) => points !== 0 || withheldByCap !== 0);
  // Instants of their own they have none: they were evicted together.
  if (beyond > 0) living.push(entry(null, null, 0, beyond));
  return living;
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

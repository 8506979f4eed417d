import type { Priority } from '@smarketing/agreement';
import type { Member, Staff } from './staff.ts';

/**
 * Whether the first touch that sales promises could have been made in time by the people there are, computed from when leads would have
 * qualified and when reps are there. When leads were really touched is not known here.
 */
export type PromiseKept = {
  readonly priority: Priority;
  readonly leads: number;
  /** Business minutes; the shortest of them where rules have times of their own. */
  readonly firstTouchMinutes: number;
  /** How many came while anybody of their pool was there, how many outside of hours, and how many where nobody ever is. */
  readonly came: { readonly open: number; readonly closed: number; readonly nobody: number };
  /**
   * Share that is touched in time at best, from 0 to 1: where reps do nothing else, a first touch keeps them for ten minutes, and whoever is
   * free takes the lead that is due first.
   */
  readonly inTimeAtBest: number;
  /** When most leads for each rep who was there waited for their first touch at once; null where it never came to two. */
  readonly worst: Worst | null;
};

export type Worst = { readonly at: string; readonly pool: string; readonly leads: number; readonly reps: number };

type Lead = {
  readonly priority: Priority;
  readonly pool: string;
  readonly atMs: number;
  readonly firstTouchMinutes: number;
};
/** Its clock runs from the opening, and until the time is up. */
type Clock = Lead & { readonly startMs: number; readonly dueMs: number };

const MINUTE_MS = 60_000;
const TOUCH_MS = 10 * MINUTE_MS;

/** Collects the leads that a document would have qualified. */
export class PromiseCounter {
  readonly #leads: Lead[] = [];

  add(lead: Lead): void {
    this.#leads.push(lead);
  }

  result(staff: ReadonlyMap<string, Staff>): PromiseKept[] {
    const clocks = this.#leads.flatMap((lead) => clockOf(lead, staff.get(lead.pool)!) ?? []);
    const byPool = groupedBy(clocks, ({ pool }) => pool);
    const inTime = new Set([...byPool].flatMap(([pool, all]) => touchedInTime(all, staff.get(pool)!.members)));
    return [...groupedBy(this.#leads, ({ priority }) => priority)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([priority, leads]) => {
        const own = clocks.filter((clock) => clock.priority === priority);
        const open = own.filter(({ atMs, startMs }) => atMs === startMs).length;
        return {
          priority,
          leads: leads.length,
          firstTouchMinutes: leads.reduce((least, each) => Math.min(least, each.firstTouchMinutes), Infinity),
          came: { open, closed: own.length - open, nobody: leads.length - own.length },
          inTimeAtBest: rounded(own.filter((clock) => inTime.has(clock)).length / leads.length),
          worst: worstOf(own, staff),
        };
      });
  }
}

/** Null where nobody of the pool comes within 400 days. */
function clockOf(lead: Lead, { anybody }: Staff): Clock | null {
  const startMs = anybody.nextOpening(lead.atMs);
  const dueMs = startMs === null ? null : anybody.addBusinessMs(startMs, lead.firstTouchMinutes * MINUTE_MS);
  return startMs === null || dueMs === null ? null : { ...lead, startMs, dueMs };
}

/** Of one pool. Whoever is free first begins with what is due first of what can still be in time; the rest is late in any case. */
function touchedInTime(clocks: readonly Clock[], members: readonly Member[]): Clock[] {
  const coming = clocks.toSorted((a, b) => a.startMs - b.startMs);
  const freeAtMs = members.map(() => -Infinity);
  const waiting: Clock[] = [];
  const inTime: Clock[] = [];
  for (let next = 0; next < coming.length || waiting.length > 0;) {
    // Whoever is free before anything waits begins with the next that comes.
    const fromMs = waiting.length > 0 ? -Infinity : coming[next]!.startMs;
    members.forEach(({ presence }, at) => {
      if (freeAtMs[at]! < fromMs) freeAtMs[at] = presence.nextOpening(fromMs) ?? Infinity;
    });
    const rep = freeAtMs.indexOf(Math.min(...freeAtMs));
    const nowMs = freeAtMs[rep]!;
    if (nowMs === Infinity) break;
    while (next < coming.length && coming[next]!.startMs <= nowMs) insertByDue(waiting, coming[next++]!);
    while (waiting.length > 0 && waiting.at(-1)!.dueMs < nowMs) waiting.pop();
    const taken = waiting.pop();
    if (taken === undefined) continue;
    inTime.push(taken);
    freeAtMs[rep] = afterTouch(members[rep]!, nowMs);
  }
  return inTime;
}

function afterTouch({ presence }: Member, nowMs: number): number {
  const doneMs = presence.addBusinessMs(nowMs, TOUCH_MS);
  return (doneMs === null ? null : presence.nextOpening(doneMs)) ?? Infinity;
}

/** Keeps what is due first at the end, from where it is taken. */
function insertByDue(waiting: Clock[], clock: Clock): void {
  let [from, to] = [0, waiting.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (waiting[middle]!.dueMs >= clock.dueMs) from = middle + 1;
    else to = middle;
  }
  waiting.splice(from, 0, clock);
}

/** Looked at whenever one more begins to wait. */
function worstOf(clocks: readonly Clock[], staff: ReadonlyMap<string, Staff>): Worst | null {
  let worst: Worst | null = null;
  for (const [pool, all] of groupedBy(clocks, (clock) => clock.pool)) {
    const starts = all.map(({ startMs }) => startMs).toSorted((a, b) => a - b);
    const dues = all.map(({ dueMs }) => dueMs).toSorted((a, b) => a - b);
    let over = 0;
    for (const [index, startMs] of starts.entries()) {
      while (dues[over]! <= startMs) over++;
      // Of those that begin together the last one sees them all.
      if (starts[index + 1] === startMs) continue;
      const leads = index + 1 - over;
      if (leads < 2 || leads <= (worst?.leads ?? 0) / (worst?.reps ?? 1)) continue;
      const reps = staff.get(pool)!.members.filter(({ presence }) => presence.isOpen(startMs)).length;
      if (worst !== null && leads / reps <= worst.leads / worst.reps) continue;
      worst = { at: new Date(startMs).toISOString(), pool, leads, reps };
    }
  }
  return worst;
}

function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

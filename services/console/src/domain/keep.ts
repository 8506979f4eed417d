import type { Ranked, Stated } from './lead-view.ts';

/** Of two statements of one producer the one that it counted higher. */
export function higher<T extends Ranked<object>>(kept: T | null | undefined, said: T): T {
  return kept && kept.rank > said.rank ? kept : said;
}

/** Of two statements about the world the one about what happened later; at one instant the one with the higher id. */
export function later<T extends Stated>(kept: T | null | undefined, said: T): T {
  if (!kept) return said;
  return kept.atMs > said.atMs || (kept.atMs === said.atMs && kept.eventId > said.eventId) ? kept : said;
}

export function earlier<T extends Stated>(kept: T | null | undefined, said: T): T {
  if (!kept) return said;
  return kept.atMs < said.atMs || (kept.atMs === said.atMs && kept.eventId < said.eventId) ? kept : said;
}

/** How many cycles, clocks and deals of one lead are kept, so that a view stays small however long the story gets. */
const MOST_KEPT = 20;

/** Sets one entry; when there are too many, the entries of the smallest age go. */
export function withEntry<T>(
  entries: Readonly<Record<string, T>>,
  id: string,
  entry: T,
  age: (entry: T) => number,
): Readonly<Record<string, T>> {
  const next = { ...entries, [id]: entry };
  const all = Object.entries(next);
  if (all.length <= MOST_KEPT) return next;
  const newest = all.toSorted(([a, x], [b, y]) => age(y) - age(x) || (a < b ? -1 : 1)).slice(0, MOST_KEPT);
  return Object.fromEntries(newest);
}

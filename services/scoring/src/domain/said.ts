import type { Said } from './lead-score.ts';

type Ranked = { readonly atMs: number; readonly eventId: string };

/** By event time, then by id: the same whatever the order of arrival. */
export function compareRank(a: Ranked, b: Ranked): number {
  return a.atMs - b.atMs || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}

export function newest<T>(a: Said<T> | null | undefined, b: Said<T>): Said<T> {
  return a && compareRank(a, b) >= 0 ? a : b;
}

export function earliest<T>(a: Said<T> | null | undefined, b: Said<T>): Said<T> {
  return a && compareRank(a, b) <= 0 ? a : b;
}

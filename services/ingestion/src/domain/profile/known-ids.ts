import type { Identifier, IdentifierKind } from '../identity/identifiers.ts';
import { isLater, type Rank } from './ranked.ts';

/** By kind, each value under which a lead is known, with the first statement that used it. */
export type KnownIds = { readonly [K in IdentifierKind]?: Readonly<Record<string, Rank>> };

export type IdSnapshot = { readonly [K in IdentifierKind]?: string };

/** A browser forgets its id whenever it likes: of these, the oldest few are enough to show. */
const MOST_VALUES: Record<IdentifierKind, number> = { userId: 20, crmId: 20, email: 20, anonymousId: 1 };

/**
 * Notes that a statement used these identifiers. What is kept is the earliest use of each, so the outcome does not depend
 * on the order of arrival, and an identifier in regular use changes nothing.
 */
export function noteIds(known: KnownIds, identifiers: readonly Identifier[], rank: Rank): KnownIds {
  let next = known;
  for (const { kind, value } of identifiers) {
    const values = next[kind] ?? {};
    const before = Object.hasOwn(values, value) ? values[value] : undefined;
    if (before && !isLater(before, rank)) continue;
    const kept = oldest({ ...values, [value]: rank }, MOST_VALUES[kind]);
    if (Object.hasOwn(kept, value)) next = { ...next, [kind]: kept };
  }
  return next;
}

/** Known as a person, not only as a browser. */
export function isKnown(known: KnownIds): boolean {
  return known.userId !== undefined || known.crmId !== undefined || known.email !== undefined;
}

/** Per kind the value that was introduced last. */
export function idSnapshot(known: KnownIds): IdSnapshot {
  const ids: { [K in IdentifierKind]?: string } = {};
  for (const [kind, values] of Object.entries(known) as [IdentifierKind, Readonly<Record<string, Rank>>][]) {
    const newest = Object.entries(values).reduce((a, b) =>
      isLater(b[1], a[1]) || (equal(a[1], b[1]) && b[0] > a[0]) ? b : a,
    );
    ids[kind] = newest[0];
  }
  return ids;
}

const equal = (a: Rank, b: Rank): boolean => a[0] === b[0] && a[1] === b[1];

function oldest(values: Readonly<Record<string, Rank>>, most: number): Readonly<Record<string, Rank>> {
  const entries = Object.entries(values);
  if (entries.length <= most) return values;
  entries.sort(([a, x], [b, y]) => (equal(x, y) ? (a < b ? -1 : 1) : isLater(x, y) ? 1 : -1));
  return Object.fromEntries(entries.slice(0, most));
}

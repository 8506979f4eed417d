import type { PlaceInPool } from './book-view.ts';

/** Under `cappedCatchUp` somebody who comes back is at most so many turns of weight 1 behind. */
export const CATCH_UP_TURNS = 5;

export type MemberPlace = {
  readonly repId: string;
  /** Undefined for somebody who joins. */
  readonly place: PlaceInPool | undefined;
  readonly absent: boolean;
};

/**
 * Where the members of a pool stand before a choice. Absence never counts: who comes back, or joins, starts level with the
 * lowest of those who were there, instead of getting everything until they have caught up. Under `catchUp` who comes
 * back does catch up. Returns only the places that change.
 */
export function raiseReturning(
  members: readonly MemberPlace[],
  policy: 'keepPlace' | 'catchUp' | 'cappedCatchUp',
): Map<string, PlaceInPool> {
  const settled = members.filter(({ place, absent }) => place && !place.away && !absent);
  const lowest = settled.length === 0 ? null : Math.min(...settled.map(({ place }) => place?.pointer ?? 0));
  const known = members.flatMap(({ place }) => (place ? [place.pointer] : []));
  const start = lowest ?? (known.length === 0 ? 0 : Math.min(...known));
  const changed = new Map<string, PlaceInPool>();
  for (const { repId, place, absent } of members) {
    if (absent) {
      if (place && !place.away) changed.set(repId, { ...place, away: true });
    } else if (!place) {
      changed.set(repId, { pointer: start, away: false });
    } else if (place.away) {
      const floor =
        lowest === null || policy === 'catchUp' ? -Infinity : lowest - (policy === 'keepPlace' ? 0 : CATCH_UP_TURNS);
      changed.set(repId, { pointer: Math.max(place.pointer, floor), away: false });
    }
  }
  return changed;
}

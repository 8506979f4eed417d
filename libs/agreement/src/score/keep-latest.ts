import { compareOccurrences, type Occurrence } from './tallies.ts';

/**
 * The latest `most` occurrences, one per key, ascending by (time, id). What falls off could never come back, so neither the order
 * of arrival nor a repetition matters.
 */
export function keepLatest(
  list: readonly Occurrence[],
  event: Occurrence,
  most: number,
  key: (occurrence: Occurrence) => string = ({ eventId }) => eventId,
): Occurrence[] {
  const own = key(event);
  const same = list.find((each) => key(each) === own);
  if (same !== undefined && compareOccurrences(same, event) >= 0) return list as Occurrence[];
  const next = same === undefined ? list.slice() : list.filter((each) => each !== same);
  let at = next.length;
  while (at > 0 && compareOccurrences(next[at - 1] as Occurrence, event) > 0) at -= 1;
  next.splice(at, 0, event);
  return next.length > most ? next.slice(next.length - most) : next;
}

import { implies } from '../condition/implies.ts';
import type { Condition } from './condition.ts';
import type { Contradiction, Path } from './contradiction.ts';

/** Of a list where the first match wins: each entry that an earlier one always forestalls. */
export function neverReached<Entry extends { id: string }>(
  list: readonly Entry[],
  path: Path,
  what: string,
  forestalls: (earlier: Entry, later: Entry) => boolean,
): Contradiction[] {
  return list.flatMap((later, index) => {
    const earlier = list.slice(0, index).find((each) => forestalls(each, later));
    if (earlier === undefined) return [];
    const message = `${what} "${later.id}" can never match: wherever it would, "${earlier.id}" before it matches already`;
    return [{ path: [...path, index], message }];
  });
}

/** Whether the earlier condition holds wherever the later one does; a condition that is left out holds always. */
export function holdsWherever(earlier: Condition | undefined, later: Condition | undefined): boolean {
  return earlier === undefined || (later !== undefined && implies(later, earlier));
}

/** Likewise for lists of what is allowed; left out, `all` is, where that is a closed list. */
export function allowsWhatever<T>(
  earlier: readonly T[] | undefined,
  later: readonly T[] | undefined,
  all?: readonly T[],
): boolean {
  const wanted = later ?? all;
  return earlier === undefined || (wanted !== undefined && wanted.every((each) => earlier.includes(each)));
}

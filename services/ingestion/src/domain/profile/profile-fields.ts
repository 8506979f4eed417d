import type { JsonValue } from '@smarketing/contracts';
import { isLater, type Rank } from './ranked.ts';

/** What was stated last about each field, with the statement's rank; null was stated as well: no longer known. */
export type ProfileFields = Readonly<Record<string, { readonly value: JsonValue; readonly rank: Rank }>>;

/** Beyond it a new name is not taken in: somebody is generating names. */
const MOST_FIELDS = 200;

/** The newest statement per field wins by event time, whatever the order of arrival. */
export function stateFields(
  fields: ProfileFields,
  stated: Readonly<Record<string, JsonValue>>,
  rank: Rank,
): ProfileFields {
  let next: Record<string, { readonly value: JsonValue; readonly rank: Rank }> | undefined;
  for (const [name, value] of Object.entries(stated)) {
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (before && !isLater(rank, before.rank)) continue;
    next ??= { ...fields };
    if (!before && Object.keys(next).length >= MOST_FIELDS) continue;
    next[name] = { value, rank };
  }
  return next ?? fields;
}

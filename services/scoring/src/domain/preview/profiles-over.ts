import type { ProfileFields } from '../lead-score.ts';
import { SNAPSHOTS_KEPT, type ProfileSnapshot } from '../profile-snapshot.ts';

/** Epoch milliseconds; -Infinity: from the beginning. */
export type ProfileFrom = { readonly fromMs: number; readonly fields: ProfileFields };

export type ProfilesOver = {
  /** By the instant from which each was known; never empty, the first one from the beginning. */
  readonly profiles: readonly ProfileFrom[];
  /** The earliest instant of which it was noted what was known, epoch ms; null: of none. */
  readonly notedFromMs: number | null;
};

/**
 * What was known of a person at each time: at an instant the highest version that had been told by then, and nothing before the first one.
 * Where the first ones were not noted, or are kept no more, the earliest that is known stands for what was before it; without any, today's
 * profile stands for all the past.
 */
export function profilesOver(today: ProfileFields, snapshots: readonly ProfileSnapshot[]): ProfilesOver {
  const [first, ...later] = snapshots
    .map(({ version, fromMs, fields }) => ({ version, fromMs: fromMs ?? -Infinity, fields }))
    .toSorted((a, b) => a.fromMs - b.fromMs || a.version - b.version);
  if (first === undefined) return { profiles: [{ fromMs: -Infinity, fields: today }], notedFromMs: null };
  const profiles: ProfileFrom[] = [];
  if (first.fromMs > -Infinity) {
    const isWhole = snapshots.length < SNAPSHOTS_KEPT;
    profiles.push({ fromMs: -Infinity, fields: isWhole ? {} : first.fields });
  }
  let newest = -1;
  for (const { version, fromMs, fields } of [first, ...later]) {
    if (version <= newest) continue;
    newest = version;
    profiles.push({ fromMs, fields });
  }
  const noted = snapshots.flatMap(({ fromMs }) => (fromMs === null ? [] : [fromMs]));
  return { profiles, notedFromMs: noted.length === 0 ? null : Math.min(...noted) };
}

export function profileAt(profiles: readonly ProfileFrom[], atMs: number): ProfileFields {
  return (profiles.findLast(({ fromMs }) => fromMs <= atMs) ?? profiles[0]!).fields;
}

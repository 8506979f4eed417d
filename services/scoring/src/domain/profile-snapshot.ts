import type { ProfileFields } from './lead-score.ts';

/** A profile as it was told once: what scoring itself has noted of the past, since its owner tells only the newest again. */
export type ProfileSnapshot = {
  readonly version: number;
  /** When it was heard of first, epoch ms; null: before anything was noted. */
  readonly fromMs: number | null;
  readonly fields: ProfileFields;
};

/** Of a lead so many are kept, the newest. */
export const SNAPSHOTS_KEPT = 20;

/** One for each version: of the same told twice the one that knows when it was heard of. */
export function distinctSnapshots(snapshots: readonly ProfileSnapshot[]): ProfileSnapshot[] {
  const distinct = new Map<number, ProfileSnapshot>();
  for (const snapshot of snapshots) {
    const known = distinct.get(snapshot.version);
    if (known === undefined || known.fromMs === null) distinct.set(snapshot.version, snapshot);
  }
  return [...distinct.values()];
}

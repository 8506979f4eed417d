/**
 * How far a lane is with deciding again on what it had decided under earlier versions of the agreement. It is part of the lane's row:
 * it moves only with the lane's own transactions, and whoever owns the lane next goes on from here.
 */
export type LaneSweep = {
  /** The version that the lane adopted. A newer one begins a sweep of its own, also where this one is not done. */
  readonly version: number;
  /** The last key that was decided on; null at the beginning. */
  readonly after: string | null;
  readonly done: number;
  /** Epoch ms. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
};

/** What a lane still owes, as it shows from outside. */
export type SweepProgress = Pick<LaneSweep, 'version' | 'done'> & {
  readonly lane: number;
  /** About how many keys there are to decide on; null until they have been counted. */
  readonly total: number | null;
  /** Since when the lane is at it, epoch ms; null where it has not begun. */
  readonly startedAtMs: number | null;
};

export function owesSweep(sweep: LaneSweep | null, version: number): boolean {
  // A clock that was set back brings no earlier version back: nobody would be behind it.
  return sweep === null || sweep.version < version || isUnderWay(sweep, version);
}

/** Whether the sweep of this version has begun and is not done. */
export function isUnderWay(sweep: LaneSweep | null, version: number): sweep is LaneSweep {
  return sweep?.version === version && sweep.finishedAtMs === null;
}

export function beginSweep(version: number, hasKeys: boolean, nowMs: number): LaneSweep {
  return { version, after: null, done: 0, startedAtMs: nowMs, finishedAtMs: hasKeys ? null : nowMs };
}

/** A page of keys was decided on; `isLast`: there are no more. */
export function sweptPage(sweep: LaneSweep, keys: readonly string[], isLast: boolean, nowMs: number): LaneSweep {
  return {
    ...sweep,
    after: keys.at(-1) ?? sweep.after,
    done: sweep.done + keys.length,
    finishedAtMs: isLast ? nowMs : null,
  };
}

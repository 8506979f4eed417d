import type { Versioned } from '../keyed-state.ts';
import type { LaneDraft } from '../lane-draft.ts';
import type { Tx } from '../tx.ts';
import { beginSweep, sweptPage } from './lane-sweep.ts';
import type { SweptState } from './swept-state.ts';

export type SweepTerms = {
  /** The agreement that is in force by our clock. A lane that a replayed letter has brought ahead of it sweeps when that is. */
  readonly version: number | null;
  readonly limit: number;
  readonly nowMs: number;
};

/**
 * Begins the sweeps that the drafts owe, and takes the next page of keys into them: up to `limit` of all lanes together, one lane
 * after the other. Where several lanes owe, all begin at once, and those that have nothing to do are done.
 */
export async function loadSweep(
  tx: Tx,
  drafts: readonly LaneDraft[],
  states: SweptState<Versioned>,
  { version, limit, nowMs }: SweepTerms,
): Promise<void> {
  if (version === null) return;
  const owing = drafts.filter((draft) => draft.sweeps && draft.agreementVersion === version && !draft.rebuild.running);
  const fresh = owing.filter(({ sweep }) => sweep?.version !== version);
  if (fresh.length > 0) {
    const behind = await states.lanesBehind(
      fresh.map(({ lane }) => lane.number),
      version,
      tx,
    );
    for (const draft of fresh) draft.sweep = beginSweep(version, behind.has(draft.lane.number), nowMs);
  }
  let room = limit;
  for (const draft of owing) {
    const { lane, sweep } = draft;
    if (room === 0) return;
    if (sweep === null || sweep.finishedAtMs !== null) continue;
    const asked = { lane: lane.number, version, after: sweep.after, limit: room };
    const keys = await states.keysBehind(asked, tx);
    draft.adopting = keys;
    draft.sweep = sweptPage(sweep, keys, keys.length < room, nowMs);
    room -= keys.length;
  }
}

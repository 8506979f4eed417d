import type { Lane } from '../lane.ts';

/** After a database could not say. */
const COUNT_AGAIN_MS = 30_000;

/** `keys` is null while they are being counted. */
type Total = { readonly version: number; readonly keys: number | null };

/** How many keys each of these lanes has to go over under this version: done, and still behind. */
export type CountKeys = (lanes: readonly Lane[], version: number) => Promise<ReadonlyMap<Lane, number>>;

/**
 * How much there is to do in each lane, counted once for each sweep that this process begins or takes over, and beside its batches: to count a
 * million keys takes seconds, for which nobody should wait who does not want to know.
 */
export class SweepTotals {
  private readonly count: CountKeys;
  /** By lane as it was claimed. */
  private readonly totals = new WeakMap<Lane, Total>();
  private notBeforeMs = 0;

  constructor(count: CountKeys) {
    this.count = count;
  }

  /** Has those of these lanes counted that were not. `nowMs` by `performance.now()`. */
  look(lanes: readonly Lane[], version: number, nowMs: number): void {
    if (nowMs < this.notBeforeMs) return;
    const fresh = lanes.filter((lane) => this.totals.get(lane)?.version !== version);
    if (fresh.length === 0) return;
    for (const lane of fresh) this.totals.set(lane, { version, keys: null });
    this.count(fresh, version).then(
      (counts) => this.note(fresh, version, (lane) => this.totals.set(lane, { version, keys: counts.get(lane) ?? 0 })),
      () => {
        this.notBeforeMs = nowMs + COUNT_AGAIN_MS;
        this.note(fresh, version, (lane) => this.totals.delete(lane));
      },
    );
  }

  /** Never less than what is done: keys come while others are gone over. Null while that is not known. */
  of(lane: Lane, version: number, done: number): number | null {
    const total = this.totals.get(lane);
    return total?.version !== version || total.keys === null ? null : Math.max(total.keys, done);
  }

  /** Of lanes that have not begun with a newer version meanwhile. */
  private note(lanes: readonly Lane[], version: number, take: (lane: Lane) => unknown): void {
    for (const lane of lanes) if (this.totals.get(lane)?.version === version) take(lane);
  }
}

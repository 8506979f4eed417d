import type { Lane } from '../lane.ts';

type Total = { readonly version: number; readonly keys: number };

/** `count`: how many keys of each of these lanes are behind this version. */
export type CountKeys = (lanes: readonly number[], version: number) => Promise<ReadonlyMap<number, number>>;

/**
 * How much there is to do in each lane, counted once for each sweep that this process begins or takes over, and beside its batches: to count a
 * million keys takes seconds, for which nobody should wait who does not want to know.
 */
export class SweepTotals {
  private readonly count: CountKeys;
  private readonly totals = new WeakMap<Lane, Total>();

  constructor(count: CountKeys) {
    this.count = count;
  }

  /** Lanes whose sweeps of this version are under way. Where the database cannot say, it stays unknown. */
  look(lanes: readonly Lane[], version: number): void {
    const fresh = lanes.filter((lane) => this.totals.get(lane)?.version !== version);
    if (fresh.length === 0) return;
    const done = new Map(fresh.map((lane) => [lane, lane.row.sweep?.done ?? 0]));
    for (const lane of fresh) this.totals.set(lane, { version, keys: 0 });
    const counted = this.count(
      fresh.map(({ number }) => number),
      version,
    );
    void counted.then(
      (behind) => {
        for (const lane of fresh) {
          // A newer version may have begun meanwhile.
          if (this.totals.get(lane)?.version !== version) continue;
          this.totals.set(lane, { version, keys: done.get(lane)! + (behind.get(lane.number) ?? 0) });
        }
      },
      () => undefined,
    );
  }

  /** Never less than what is done: some keys are decided on by their own events, or come, while the others are gone over. */
  of(lane: Lane, version: number, done: number): number {
    const total = this.totals.get(lane);
    return total?.version === version ? Math.max(total.keys, done) : done;
  }
}

/**
 * As long as a batch may take for the sake of a sweep: what comes in for its lane meanwhile waits for its end. With a quarter of a second
 * a sweep is no quicker and what comes in waits for twice as long; with half of this, committing takes more than it gains.
 */
const BATCH_MS = 100;
const FIRST_PAGE = 20;
const LONGEST_PAGE = 1_000;

/** How many keys of a sweep one batch takes: as many as keep it short, on this machine and with these states. */
export class SweepPace {
  private page = FIRST_PAGE;
  private version: number | null = null;

  /** What one change of the rules asks of a key says nothing of what the next one asks: each begins carefully. */
  limitUnder(version: number | null): number {
    if (version !== null && version !== this.version) {
      this.version = version;
      this.page = FIRST_PAGE;
    }
    return this.page;
  }

  /**
   * A batch with so many keys of a sweep and so many other inputs took so long. A sweep answers for its share of that alone:
   * else it would come to a standstill wherever batches are long without it.
   */
  note({
    keys,
    others,
    durationMs,
  }: {
    readonly keys: number;
    readonly others: number;
    readonly durationMs: number;
  }): void {
    const ownMs = (durationMs * keys) / (keys + others);
    // A page that was not full says little of what a full one would take.
    if (keys < this.page && ownMs < BATCH_MS) return;
    const fitting = (keys * BATCH_MS) / Math.max(ownMs, 1);
    this.page = Math.round(Math.min(LONGEST_PAGE, Math.max(1, Math.min(fitting, this.page * 2))));
  }
}

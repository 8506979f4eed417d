/** As long as a batch may take for the sake of a sweep: what comes in meanwhile waits for its end. */
const BATCH_MS = 100;
const FIRST_PAGE = 20;
const LONGEST_PAGE = 1_000;

/** How many keys of a sweep one batch takes: as many as keep it short, on this machine and with these states. */
export class SweepPace {
  private page = FIRST_PAGE;

  get limit(): number {
    return this.page;
  }

  /** A batch with so many keys of a sweep took so long, all that it did besides included. */
  note(keys: number, durationMs: number): void {
    // A page that was not full says little of what a full one would take.
    if (keys < this.page && durationMs < BATCH_MS) return;
    const fitting = (keys * BATCH_MS) / Math.max(durationMs, 1);
    this.page = Math.round(Math.min(LONGEST_PAGE, Math.max(1, Math.min(fitting, this.page * 2))));
  }
}

import type { Pool } from 'pg';

/** Where nobody has appended anything, looks become rarer, to this many times the usual pause. */
const LONGEST_PAUSES = 4;
const RELAXING = 1.1;

type Watched = { head: number; readonly waiters: Set<{ readonly beyond: number; readonly wake: () => void }> };

/** Knows how far each partition reaches: at once for what this process appends, by one poll for all of them for what others do. */
export class HeadWatch {
  readonly #partitions = new Map<number, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #waiting = 0;
  #pauses = 1;
  #stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly pollMs: number,
  ) {}

  /**
   * Resolves when the partition is worth a look for a record at this offset: it has one, or no longer reaches that far, so that
   * there never will be the right one. False when the signal was aborted or the watch was stopped before.
   */
  async beyond(pid: number, offset: number, signal: AbortSignal): Promise<boolean> {
    const watched = this.#watched(pid);
    if (watched.head > offset) return true;
    if (signal.aborted || this.#stopped) return false;
    await new Promise<void>((resolve) => {
      const waiter = {
        beyond: offset,
        wake: () => {
          watched.waiters.delete(waiter);
          signal.removeEventListener('abort', waiter.wake);
          this.#waiting--;
          resolve();
        },
      };
      watched.waiters.add(waiter);
      signal.addEventListener('abort', waiter.wake);
      this.#waiting++;
      this.#schedule();
    });
    return watched.head > offset || (watched.head < offset && !signal.aborted && !this.#stopped);
  }

  advance(pid: number, head: number): void {
    const watched = this.#watched(pid);
    if (head <= watched.head) return;
    watched.head = head;
    this.#beAttentive();
    for (const waiter of [...watched.waiters]) if (head > waiter.beyond) waiter.wake();
  }

  /** Where something happens, others may soon answer: looks are as frequent as ever, from now on. */
  #beAttentive(): void {
    if (this.#pauses === 1) return;
    this.#pauses = 1;
    if (this.#timer === undefined || this.#polling !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting > 0) this.#schedule();
  }

  /** The log was cut or emptied: whoever waits beyond its end waits for nothing. */
  #fallBack(pid: number, head: number): void {
    const watched = this.#watched(pid);
    watched.head = head;
    for (const waiter of [...watched.waiters]) if (head < waiter.beyond) waiter.wake();
  }

  /** Looks now, for what is waited for. An outage is no error: the next poll looks again. */
  poll(): Promise<void> {
    this.#polling ??= this.#look().finally(() => {
      this.#polling = undefined;
    });
    return this.#polling;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const { waiters } of this.#partitions.values()) for (const waiter of [...waiters]) waiter.wake();
  }

  async #look(): Promise<void> {
    const waited = [...this.#partitions].filter(([, { waiters }]) => waiters.size > 0);
    if (waited.length === 0) return;
    // What was known before the query is asked is in its snapshot, unless the log has lost it; a reader knows all before its offset.
    const known = new Map(
      waited.map(([pid, { head, waiters }]) => [pid, Math.max(head, ...[...waiters].map(({ beyond }) => beyond))]),
    );
    try {
      const { rows } = await this.pool.query<{ pid: number; head: number }>({
        name: `${this.schema}.log_heads`,
        text: `SELECT pid, head FROM ${this.schema}.log_heads($1, $2)`,
        values: [[...known.keys()], [...known.values()]],
      });
      for (const { pid, head } of rows) {
        if (head < known.get(pid)!) this.#fallBack(pid, head);
        else this.advance(pid, head);
      }
    } catch {
      return;
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.poll().finally(() => {
        this.#timer = undefined;
        if (this.#waiting > 0) this.#schedule();
      });
    }, this.pollMs * this.#pauses);
    this.#pauses = Math.min(LONGEST_PAUSES, this.#pauses * RELAXING);
  }

  #watched(pid: number): Watched {
    const existing = this.#partitions.get(pid);
    if (existing !== undefined) return existing;
    const watched: Watched = { head: 0, waiters: new Set() };
    this.#partitions.set(pid, watched);
    return watched;
  }
}

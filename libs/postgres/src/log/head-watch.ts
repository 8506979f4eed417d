import type { Pool } from 'pg';

/** Where nobody has appended anything, looks become rarer, to this many times the usual pause. */
const LONGEST_PAUSES = 4;
const RELAXING = 1.1;

type Watched = {
  head: number;
  /** How many hints had come when its head was last asked for. */
  hints: number;
  readonly waiters: Set<{ readonly beyond: number; readonly wake: () => void }>;
};

/** Knows how far each partition reaches: at once for what this process appends, by one poll for all of them for what others do. */
export class HeadWatch {
  readonly #partitions = new Map<number, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #waiting = 0;
  #pauses = 1;
  #hints = 0;
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
      if (watched.hints < this.#hints) void this.#poll();
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

  /**
   * Another process has appended something somewhere. What nobody waits for at the moment, or was asked for before the hint came,
   * is asked for as soon as somebody waits: a hint is told once.
   */
  hinted(): void {
    this.#hints++;
    void this.#poll();
  }

  /** Looks for what is waited for, until no hint is newer than the look. An outage is no error: the next poll looks again. */
  #poll(): Promise<void> {
    if (this.#waiting === 0) return Promise.resolve();
    this.#polling ??= this.#lookUpToTheHints();
    return this.#polling;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const { waiters } of this.#partitions.values()) for (const waiter of [...waiters]) waiter.wake();
  }

  async #lookUpToTheHints(): Promise<void> {
    while ((await this.#look()) && this.#waited().some(([, { hints }]) => hints < this.#hints));
    // In the same step as the last look around: whoever comes to wait after it starts a poll of its own.
    this.#polling = undefined;
  }

  /** Whether the database has answered. */
  async #look(): Promise<boolean> {
    const waited = this.#waited();
    const hints = this.#hints;
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
      for (const [, watched] of waited) watched.hints = hints;
      return true;
    } catch {
      return false;
    }
  }

  #waited(): readonly [pid: number, watched: Watched][] {
    return [...this.#partitions].filter(([, { waiters }]) => waiters.size > 0);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.#poll().finally(() => {
        this.#timer = undefined;
        if (this.#waiting > 0) this.#schedule();
      });
    }, this.pollMs * this.#pauses);
    this.#pauses = Math.min(LONGEST_PAUSES, this.#pauses * RELAXING);
  }

  #watched(pid: number): Watched {
    const existing = this.#partitions.get(pid);
    if (existing !== undefined) return existing;
    const watched: Watched = { head: 0, hints: 0, waiters: new Set() };
    this.#partitions.set(pid, watched);
    return watched;
  }
}

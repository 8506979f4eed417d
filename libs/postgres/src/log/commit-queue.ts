import type { Pool } from 'pg';

export type GroupOffset = { readonly group: string; readonly pid: number; readonly offset: number };

const MIN_INTERVAL_MS = 50;

/** Writes the groups' committed offsets, latest first come last: what is committed within 50 ms shares one statement. */
export class CommitQueue {
  #pending = new Map<string, GroupOffset>();
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #lastAt = -Infinity;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  /** Resolves when the offsets are stored. */
  commit(offsets: readonly GroupOffset[]): Promise<void> {
    if (offsets.length === 0) return Promise.resolve();
    for (const offset of offsets) this.#pending.set(`${offset.group}/${offset.pid}`, offset);
    this.#next ??= this.#write(this.#last);
    return this.#next;
  }

  /** Resolves when nothing is under way. */
  async drained(): Promise<void> {
    await Promise.allSettled([this.#next, this.#last]);
  }

  async #write(earlier: Promise<void>): Promise<void> {
    await Promise.allSettled([earlier]);
    const wait = this.#lastAt + MIN_INTERVAL_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.#lastAt = performance.now();
    const offsets = [...this.#pending.values()].sort((a, b) =>
      a.group < b.group ? -1 : a.group > b.group ? 1 : a.pid - b.pid,
    );
    this.#pending = new Map();
    this.#last = this.#next ?? Promise.resolve();
    this.#next = undefined;
    await this.pool.query({
      name: `${this.schema}.log_commit`,
      text: `UPDATE ${this.schema}.log_progress p SET next_off = v.next_off
             FROM unnest($1::text[], $2::int[], $3::float8[]) AS v (grp, pid, next_off)
             WHERE p.grp = v.grp AND p.pid = v.pid AND p.next_off <> v.next_off`,
      values: [offsets.map(({ group }) => group), offsets.map(({ pid }) => pid), offsets.map(({ offset }) => offset)],
    });
  }
}

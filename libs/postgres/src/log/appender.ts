import type { AppendRecord } from '@smarketing/messaging';
import type { Pool } from 'pg';
import { encodeRows } from './batch-payload.ts';
import { isOutage } from './outage.ts';

export type Append = {
  readonly records: readonly (AppendRecord & { readonly pid: number })[];
  readonly characters: number;
};

type Waiting = Append & { readonly resolve: () => void; readonly reject: (error: unknown) => void };

const RECORDS_PER_FLUSH = 10_000;
const CHARACTERS_PER_FLUSH = 4 * 1024 * 1024;

/**
 * One writer per process: while a flush is under way, calls gather for the next one. No timer makes the first wait for
 * company, which cost more throughput than it gained.
 */
export class Appender {
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly clock: () => number,
    /** Told of each partition's new head as soon as it is durable. */
    private readonly onAppended: (heads: readonly { readonly pid: number; readonly head: number }[]) => void,
  ) {}

  append(call: Append): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...call, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async drained(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
  }

  async #flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#write(this.#take());
    this.#flushing = undefined;
  }

  #take(): readonly Waiting[] {
    let count = 0;
    let records = 0;
    let characters = 0;
    for (const call of this.#waiting) {
      records += call.records.length;
      characters += call.characters;
      if (count > 0 && (records > RECORDS_PER_FLUSH || characters > CHARACTERS_PER_FLUSH)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #write(calls: readonly Waiting[]): Promise<void> {
    try {
      this.onAppended(await this.#insert(calls));
      for (const call of calls) call.resolve();
    } catch (error) {
      // What the database refuses (too big, for one) is one caller's fault and must not fail the others.
      if (calls.length > 1 && !isOutage(error)) {
        for (const call of calls) await this.#write([call]);
      } else {
        for (const call of calls) call.reject(error);
      }
    }
  }

  async #insert(calls: readonly Append[]): Promise<readonly { pid: number; head: number }[]> {
    const byPid = new Map<number, AppendRecord[]>();
    for (const { records } of calls) {
      for (const record of records) {
        const list = byPid.get(record.pid);
        if (list === undefined) byPid.set(record.pid, [record]);
        else list.push(record);
      }
    }
    const pids: number[] = [];
    const counts: number[] = [];
    const befores: number[] = [];
    const payloads: string[] = [];
    for (const [pid, records] of byPid) {
      let before = 0;
      for (const { count, payload } of encodeRows(records)) {
        pids.push(pid);
        counts.push(count);
        befores.push(before);
        payloads.push(payload);
        before += count;
      }
    }
    const { rows } = await this.pool.query<{ appended_pid: number; head: number }>({
      name: `${this.schema}.log_append`,
      text: `SELECT appended_pid, head FROM ${this.schema}.log_append($1, $2, $3, $4, $5)`,
      // JSON has no raw line break, so that one text carries all payloads: cheaper than an array of texts.
      values: [pids, counts, befores, payloads.join('\n'), Math.round(this.clock())],
    });
    return rows.map(({ appended_pid, head }) => ({ pid: appended_pid, head }));
  }
}

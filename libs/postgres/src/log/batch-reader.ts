import type { LogRecord, PartitionBounds, PartitionSource, TopicPartition } from '@smarketing/messaging';
import { LostRecords } from '@smarketing/messaging';
import type { Pool } from 'pg';
import { decodeRow } from './batch-payload.ts';
import type { HeadWatch } from './head-watch.ts';
import { isOutage, pause } from './outage.ts';
import type { TopicDirectory } from './topic-directory.ts';

const RECORDS_PER_PARTITION = 500;
const BYTES_PER_PARTITION = 256 * 1024;
const PARTITIONS_PER_QUERY = 32;
const QUERIES_AT_ONCE = 2;
/** After a query that brought little, wait for more to come together: far fewer transactions at the same rate. */
const LITTLE = 64;
const LINGER_MS = 5;
const RETRY_MS = 250;

type Fetch = {
  readonly at: TopicPartition;
  readonly pid: number;
  readonly offset: number;
  readonly outcome: Promise<readonly LogRecord[]>;
  readonly resolve: (records: readonly LogRecord[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Reads whole batches for all members of this process: what is wanted at the same time travels in one query, once. */
export class BatchReader implements PartitionSource {
  readonly #wanted = new Map<string, Fetch>();
  #running = 0;
  #lingerUntil = 0;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly topics: TopicDirectory,
    private readonly heads: HeadWatch,
  ) {}

  async bounds(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<readonly PartitionBounds[]> {
    const pids = partitions.map((at) => this.topics.pidOf(at));
    while (!signal.aborted) {
      try {
        const { rows } = await this.pool.query<{ pid: number; first: number; head: number }>({
          name: `${this.schema}.log_bounds`,
          text: `SELECT pid, first, head FROM ${this.schema}.log_bounds($1)`,
          values: [pids],
        });
        for (const { pid, head } of rows) this.heads.advance(pid, head);
        const byPid = new Map(rows.map(({ pid, first, head }) => [pid, { first, head }]));
        return pids.map((pid) => byPid.get(pid)!);
      } catch (error) {
        if (!isOutage(error)) throw error;
        await pause(RETRY_MS, signal);
      }
    }
    return [];
  }

  async next(at: TopicPartition, offset: number, signal: AbortSignal): Promise<readonly LogRecord[]> {
    const pid = this.topics.pidOf(at);
    while (!signal.aborted) {
      if (!(await this.heads.beyond(pid, offset, signal))) break;
      try {
        return await this.fetch(at, offset);
      } catch (error) {
        if (error instanceof LostRecords) {
          const [bounds] = await this.bounds([at], signal);
          throw bounds ? new LostRecords(at.topic, at.partition, offset, bounds) : error;
        }
        if (!isOutage(error)) throw error;
        await pause(RETRY_MS, signal);
      }
    }
    return [];
  }

  /** The records from this offset on, which the log must have. Callers that want the same get the same. */
  fetch(at: TopicPartition, offset: number): Promise<readonly LogRecord[]> {
    const pid = this.topics.pidOf(at);
    const key = `${pid}:${offset}`;
    const wanted = this.#wanted.get(key) ?? fetchOf(at, pid, offset);
    this.#wanted.set(key, wanted);
    if (this.#running < QUERIES_AT_ONCE) {
      this.#running++;
      void this.#run();
    }
    return wanted.outcome;
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#wanted.size > 0) {
      const linger = this.#lingerUntil - performance.now();
      if (linger > 0) await pause(linger);
      const fetches = [...this.#wanted.entries()].slice(0, PARTITIONS_PER_QUERY);
      if (fetches.length === 0) break;
      for (const [key] of fetches) this.#wanted.delete(key);
      await this.#query(fetches.map(([, fetch]) => fetch));
    }
    this.#running--;
  }

  async #query(fetches: readonly Fetch[]): Promise<void> {
    const startedAt = performance.now();
    try {
      const { rows } = await this.pool.query<FetchedRow>({
        name: `${this.schema}.log_fetch`,
        text: `SELECT wanted, first_off, ts, payload FROM ${this.schema}.log_fetch($1, $2, $3, $4)`,
        values: [
          fetches.map(({ pid }) => pid),
          fetches.map(({ offset }) => offset),
          RECORDS_PER_PARTITION,
          BYTES_PER_PARTITION,
        ],
      });
      const rowsOf = fetches.map((): FetchedRow[] => []);
      for (const row of rows) rowsOf[row.wanted]!.push(row);
      let count = 0;
      for (const [index, fetch] of fetches.entries()) count += settle(fetch, rowsOf[index]!);
      if (count < LITTLE) this.#lingerUntil = startedAt + LINGER_MS;
    } catch (error) {
      for (const { reject } of fetches) reject(error);
    }
  }
}

type FetchedRow = {
  readonly wanted: number;
  readonly first_off: number;
  readonly ts: number;
  readonly payload: string;
};

/** Answers one fetch; each batch must start where the last one ended, and the first one must hold what was asked for. */
function settle(fetch: Fetch, rows: FetchedRow[]): number {
  try {
    rows.sort((a, b) => a.first_off - b.first_off);
    const records: LogRecord[] = [];
    let next = fetch.offset;
    for (const { first_off: first, ts, payload } of rows) {
      if (first > next || (first < next && records.length > 0)) break;
      const batch = decodeRow(fetch.at.topic, fetch.at.partition, { firstOffset: first, timestampMs: ts, payload });
      for (const record of batch) if (record.offset >= next) records.push(record);
      next = first + batch.length;
    }
    if (records.length === 0) {
      const first = rows[0]?.first_off ?? fetch.offset;
      throw new LostRecords(fetch.at.topic, fetch.at.partition, fetch.offset, {
        first,
        head: Math.max(first, fetch.offset),
      });
    }
    fetch.resolve(records);
    return records.length;
  } catch (error) {
    fetch.reject(error);
    return 0;
  }
}

function fetchOf(at: TopicPartition, pid: number, offset: number): Fetch {
  let resolve: Fetch['resolve'] = () => {};
  let reject: Fetch['reject'] = () => {};
  const outcome = new Promise<readonly LogRecord[]>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { at, pid, offset, outcome, resolve, reject };
}

import type { TopicSpec } from '@smarketing/messaging';
import type { Pool } from 'pg';
import { lockClasses } from './lock-classes.ts';

/** `firstPid + partition` is the number under which a partition's batches are stored. */
export type TopicEntry = { readonly name: string; readonly partitions: number; readonly firstPid: number };

/** Which topics exist. They are never removed or changed, so an answer holds for good. */
export class TopicDirectory {
  readonly #known = new Map<string, TopicEntry>();

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  async ensure(topics: readonly TopicSpec[]): Promise<void> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      // One creator at a time: the numbers of a new topic follow those of the last.
      await client.query('SELECT pg_advisory_xact_lock($1, 0)', [lockClasses(this.schema).partitions]);
      for (const { name, partitions, retentionMs } of topics) {
        const { rows } = await client.query<{ partitions: number }>(
          `INSERT INTO ${this.schema}.log_topic AS t (name, partitions, retention_ms, first_pid)
           SELECT $1, $2, $3, coalesce(max(first_pid + partitions), 1) FROM ${this.schema}.log_topic
           ON CONFLICT (name) DO UPDATE SET retention_ms = excluded.retention_ms RETURNING t.partitions`,
          [name, partitions, retentionMs],
        );
        const existing = rows[0]!.partitions;
        if (existing !== partitions) throw new Error(`topic ${name} has ${existing} partitions, not ${partitions}`);
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => {
        broken = lost;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Throws on a topic that does not exist. */
  async entries(names: readonly string[]): Promise<readonly TopicEntry[]> {
    const missing = names.filter((name) => !this.#known.has(name));
    if (missing.length > 0) {
      const { rows } = await this.pool.query<{ name: string; partitions: number; first_pid: number }>(
        `SELECT name, partitions, first_pid FROM ${this.schema}.log_topic WHERE name = ANY ($1)`,
        [missing],
      );
      for (const { name, partitions, first_pid } of rows)
        this.#known.set(name, { name, partitions, firstPid: first_pid });
    }
    return names.map((name) => this.known(name));
  }

  /** Like `entries`, for a topic that was asked for before. */
  known(name: string): TopicEntry {
    const entry = this.#known.get(name);
    if (entry === undefined) throw new Error(`unknown topic ${name}`);
    return entry;
  }

  pidOf({ topic, partition }: { readonly topic: string; readonly partition: number }): number {
    const { name, partitions, firstPid } = this.known(topic);
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions) {
      throw new RangeError(`topic ${name} has no partition ${partition}`);
    }
    return firstPid + partition;
  }
}

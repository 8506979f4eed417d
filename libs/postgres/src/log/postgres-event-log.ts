import {
  type AppendRecord,
  EventLog,
  type GroupMember,
  laneCount,
  type LogRecord,
  type Membership,
  type Position,
  type TopicSpec,
} from '@smarketing/messaging';
import type { Pool } from 'pg';
import { AppendHints } from './append-hints.ts';
import { Appender } from './appender.ts';
import { BatchReader } from './batch-reader.ts';
import { CommitQueue } from './commit-queue.ts';
import { HeadWatch } from './head-watch.ts';
import { MemberSession } from './member-session.ts';
import { MemberTicks } from './member-ticks.ts';
import { PostgresMembership } from './postgres-membership.ts';
import { Retention } from './retention.ts';
import { TopicDirectory } from './topic-directory.ts';

export type PostgresEventLogOptions = {
  /** Stays the caller's to end. A log with members keeps one of its connections and takes up to four more for moments. */
  readonly pool: Pool;
  /** Where `logMigrations` were run. Default `log`. */
  readonly schema?: string;
  /** Epoch ms for the records' timestamps and for retention. Default `Date.now`. */
  readonly clock?: () => number;
  /** How often lanes are claimed, and other processes' appends looked for: down to a quarter as often where there are none. Default 250. */
  readonly pollMs?: number;
  /** A process that says nothing for so long loses its lanes. Default 3000. */
  readonly staleMs?: number;
  /** Default one minute. */
  readonly retentionEveryMs?: number;
  /** Whether to hint other processes by NOTIFY. Default false: one process wakes its own readers without it. */
  readonly hints?: boolean;
};

/** A durable, partitioned log with groups in PostgreSQL. All processes of an installation share one schema. */
export class PostgresEventLog extends EventLog {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #topics: TopicDirectory;
  readonly #appender: Appender;
  readonly #heads: HeadWatch;
  readonly #reader: BatchReader;
  readonly #commits: CommitQueue;
  readonly #session: MemberSession;
  readonly #ticks: MemberTicks;
  readonly #retention: Retention;
  readonly #hints: AppendHints | undefined;
  readonly #memberships = new Map<PostgresMembership, GroupMember>();
  #looking: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(options: PostgresEventLogOptions) {
    super();
    const {
      pool,
      schema = 'log',
      clock = Date.now,
      pollMs = 250,
      staleMs = 3_000,
      retentionEveryMs = 60_000,
    } = options;
    this.#pool = pool;
    this.#schema = schema;
    this.#topics = new TopicDirectory(pool, schema);
    this.#heads = new HeadWatch(pool, schema, pollMs);
    this.#hints = options.hints ? new AppendHints(pool, `${schema}_appended`) : undefined;
    this.#appender = new Appender(pool, schema, clock, (heads) => {
      for (const { pid, head } of heads) this.#heads.advance(pid, head);
      this.#hints?.appended();
    });
    this.#reader = new BatchReader(pool, schema, this.#topics, this.#heads);
    this.#commits = new CommitQueue(pool, schema);
    const hint = this.#hints && { channel: this.#hints.channel, onHint: () => this.#heads.hinted() };
    this.#session = new MemberSession(pool, schema, staleMs, hint);
    this.#ticks = new MemberTicks(this.#session, pollMs, (error) => {
      for (const member of this.#memberships.values()) member.onFailure(error);
    });
    this.#retention = new Retention(pool, schema, clock, retentionEveryMs);
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    await this.#topics.ensure(topics);
  }

  async append(records: readonly AppendRecord[]): Promise<void> {
    this.#refuseIfClosing();
    if (records.length === 0) return;
    await this.#look(records);
    let characters = 0;
    const placed = records.map((record) => {
      if (record.value.includes('\n')) throw new TypeError(`${record.topic}: a value has a raw line break`);
      characters += record.value.length;
      return { ...record, pid: this.#topics.pidOf(record) };
    });
    await this.#appender.append({ records: placed, characters });
  }

  async join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership> {
    this.#refuseIfClosing();
    const lanes = laneCount(topics);
    const entries = await this.#topics.entries(topics.map(({ name }) => name));
    for (const [index, { name, partitions }] of topics.entries()) {
      const existing = entries[index]!.partitions;
      if (existing !== partitions) throw new Error(`topic ${name} has ${existing} partitions, not ${partitions}`);
    }
    const id = await this.#session.addMember(group, lanes, entries.flatMap(pidsOf));
    const membership = new PostgresMembership({
      id,
      group,
      topics,
      member,
      source: this.#reader,
      session: this.#session,
      commit: (positions) => this.#commit(group, positions),
      remove: (one) => this.#remove(one),
      onChange: () => this.#ticks.now(),
    });
    this.#memberships.set(membership, member);
    this.#ticks.add(membership);
    this.#retention.start();
    return membership;
  }

  async heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const entries = await this.#topics.entries(topics);
    const { rows } = await this.#pool.query<{ pid: number; head: number }>(
      `SELECT pid, head FROM ${this.#schema}.log_heads($1, $2)`,
      [entries.flatMap(pidsOf), entries.flatMap(pidsOf).map(() => 0)],
    );
    const heads = new Map(rows.map(({ pid, head }) => [pid, head]));
    return new Map(entries.map((entry) => [entry.name, pidsOf(entry).map((pid) => heads.get(pid) ?? 0)]));
  }

  async committed(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const entries = await this.#topics.entries(topics);
    const { rows } = await this.#pool.query<{ pid: number; next_off: number }>(
      `SELECT pid, next_off::float8 FROM ${this.#schema}.log_progress WHERE grp = $1 AND pid = ANY ($2)`,
      [group, entries.flatMap(pidsOf)],
    );
    const offsets = new Map(rows.map(({ pid, next_off }) => [pid, next_off]));
    return new Map(entries.map((entry) => [entry.name, pidsOf(entry).map((pid) => offsets.get(pid) ?? 0)]));
  }

  async read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]> {
    const at = { topic, partition };
    const head = (await this.heads([topic])).get(topic)![partition];
    if (head === undefined) throw new RangeError(`topic ${topic} has no partition ${partition}`);
    const records: LogRecord[] = [];
    let next = offset;
    while (records.length < limit && next < head) {
      const fetched = await this.#reader.fetch(at, next);
      records.push(...fetched);
      next = fetched.at(-1)!.offset + 1;
    }
    return records.slice(0, limit);
  }

  /** Deletes what is past its retention and was read by all groups; also done by itself while a member is joined. Answers the batches deleted. */
  expire(): Promise<number> {
    return this.#retention.expire();
  }

  /** Lets a group that no longer exists hold nothing back: retention keeps what a registered group has not read. */
  async forgetGroup(group: string): Promise<void> {
    await this.#pool.query(`DELETE FROM ${this.#schema}.log_progress WHERE grp = $1`, [group]);
    await this.#pool.query(`DELETE FROM ${this.#schema}.log_lane WHERE grp = $1`, [group]);
  }

  /** What the log takes on disk, with its index: to be watched, since it grows while a group does not read. */
  async sizeBytes(): Promise<number> {
    const { rows } = await this.#pool.query<{ bytes: number }>(
      `SELECT pg_total_relation_size('${this.#schema}.log_batch')::float8 AS bytes`,
    );
    return rows[0]!.bytes;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#memberships.keys()].map((membership) => membership.leave()));
    await this.#appender.drained();
    await this.#commits.drained();
    this.#heads.stop();
    this.#hints?.stop();
    await this.#ticks.stop();
    await this.#retention.stop();
    await this.#session.close();
  }

  #commit(group: string, positions: readonly Position[]): Promise<void> {
    return this.#commits.commit(
      positions.map((position) => ({ group, pid: this.#topics.pidOf(position), offset: position.offset })),
    );
  }

  async #remove(membership: PostgresMembership): Promise<void> {
    await this.#ticks.remove(membership);
    this.#memberships.delete(membership);
  }

  /** One after another, so that a call does not overtake another one that has to ask the database about its topics. */
  #look(records: readonly AppendRecord[]): Promise<unknown> {
    const names = [...new Set(records.map(({ topic }) => topic))];
    const looked = this.#looking.then(() => this.#topics.entries(names));
    this.#looking = looked.catch(() => {});
    return looked;
  }

  #refuseIfClosing(): void {
    if (this.#closing !== undefined) throw new Error('the event log is closed');
  }
}

function pidsOf({
  firstPid,
  partitions,
}: {
  readonly firstPid: number;
  readonly partitions: number;
}): readonly number[] {
  return Array.from({ length: partitions }, (_, partition) => firstPid + partition);
}

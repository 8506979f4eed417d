/**
 * The event log as the rest of the system sees it: partitioned, durable, read by groups that each get their own copy.
 *
 * Memory, PostgreSQL and Kafka adapters pass one contract suite (`event-log.contract.ts`).
 */

/** One record to append. The partition is always explicit: it is the lane of the key. */
export type AppendRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  /** JSON text; never contains a raw line break. */
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** One record as read. `offset` counts records of the partition from 0; `timestampMs` is the log's own and serves retention only. */
export type LogRecord = AppendRecord & { readonly offset: number; readonly timestampMs: number };

/** A topic and its number of partitions: `LANES`, or 1 for a broadcast (which belongs to lane 0). */
export type TopicSpec = {
  readonly name: string;
  readonly partitions: number;
  /** null keeps the records for ever. */
  readonly retentionMs: number | null;
  /** What one writer says is read together, and what others say apart from it. Left out: the topic is one for itself. */
  readonly writer?: string;
};

export type Position = { readonly topic: string; readonly partition: number; readonly offset: number };

/**
 * What the log calls on a member of a group. `onAssigned` and `onRevoked` of one lane never overlap, nor do `onRecords` of one
 * partition. Either of the first two may come while an `onRecords` of the lane still waits for room (an outage must not
 * keep a lane from moving on): the member then lets go of it. Partitions of one lane wait for room each on their own.
 */
export type GroupMember = {
  /**
   * Whole lanes were given to this member: partition i of all the topics of its group, and the broadcasts with lane 0.
   * Resolves with the positions to read from; a partition that is not named is read from its earliest record.
   * No record of these lanes is delivered before that.
   */
  onAssigned(lanes: readonly number[]): Promise<readonly Position[]>;
  /** These lanes may belong to another member from now on. Resolves when nothing of them is under way here. */
  onRevoked(lanes: readonly number[]): Promise<void>;
  /** Records of one partition, in order. Resolves when there is room for more of that partition: this is the back-pressure. */
  onRecords(topic: string, partition: number, records: readonly LogRecord[]): Promise<void>;
  /** The membership broke in a way that the log cannot mend (or that must not be mended silently, like lost records). */
  onFailure(error: Error): void;
  /** How long the log may wait, after it has given something, before it looks for more, in milliseconds; left out: not at all. */
  readonly readingRestMs?: number;
};

export type Membership = {
  /** Remembers the group's next offsets, for lag tools and for `committed`; never the truth. Errors are the caller's to ignore. */
  commit(positions: readonly Position[]): Promise<void>;
  /** Asks for `onAssigned` again for lanes that are still this member's (after its claim was fenced); resolves without waiting for it. */
  reassign(lanes: readonly number[]): Promise<void>;
  /** Leaves the group; resolves when no call into the member is under way and none will follow. */
  leave(): Promise<void>;
};

export abstract class EventLog {
  /** Creates what is missing; fails on an existing topic with another number of partitions. */
  abstract ensureTopics(topics: readonly TopicSpec[]): Promise<void>;

  /**
   * Appends in the given order; resolves when the records are durable. What one call brings to one partition is appended
   * together or not at all; a rejected call may have reached some partitions, and the caller repeats all of it.
   */
  abstract append(records: readonly AppendRecord[]): Promise<void>;

  /** Joins a group as one more member. `topics` must be the same for all members of the group. */
  abstract join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership>;

  /** The next offset to be written of each partition, by topic: `heads.get(topic)[partition]`. */
  abstract heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>;

  /** The group's committed next offsets, by topic and partition; 0 where nothing was committed. */
  abstract committed(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>;

  /** Reads records of one partition from an offset, outside any group (tools, live tails). */
  abstract read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]>;

  abstract close(): Promise<void>;
}

import type { AppendRecord, LogRecord, Position, TopicSpec } from './event-log.ts';
import { LostRecords } from './lost-records.ts';
import type { PartitionBounds, PartitionSource } from './member-feed.ts';
import type { TopicPartition } from './topic-lanes.ts';

/** Small enough that a member's back-pressure shows in tests. */
const RECORDS_PER_DELIVERY = 250;

/** What several `MemoryEventLog`s share, as processes share a server: topics, records and committed offsets. */
export class MemoryLogStorage implements PartitionSource {
  readonly #topics = new Map<string, MemoryTopic>();
  readonly #committed = new Map<string, Map<string, number>>();

  constructor(private readonly clock: () => number = Date.now) {}

  ensureTopic(spec: TopicSpec): void {
    if (this.#topics.has(spec.name)) return this.checkTopic(spec);
    const partitions = Array.from({ length: spec.partitions }, () => new MemoryPartition());
    this.#topics.set(spec.name, { partitions });
  }

  /** Plays retention: what is below the offset is gone. */
  deleteBefore(at: TopicPartition, offset: number): void {
    this.#partition(at).deleteBefore(offset);
  }

  /** Plays an operator who deletes a topic and creates it again: it is empty, and its offsets begin at 0. */
  recreate(topic: string): void {
    for (const partition of this.#topic(topic).partitions) partition.clear();
  }

  /** Throws unless the topic exists with as many partitions. */
  checkTopic(spec: TopicSpec): void {
    const partitions = this.#topic(spec.name).partitions.length;
    if (partitions !== spec.partitions) {
      throw new Error(`topic ${spec.name} has ${partitions} partitions, not ${spec.partitions}`);
    }
  }

  append(records: readonly AppendRecord[]): void {
    const targets = records.map((record) => {
      if (record.value.includes('\n')) throw new TypeError(`${record.topic}: a value has a raw line break`);
      return this.#partition(record);
    });
    for (const [index, { topic, partition, key, value, headers }] of records.entries()) {
      const target = targets[index]!;
      const offset = target.head;
      target.records.push({ topic, partition, key, value, headers: { ...headers }, offset, timestampMs: this.clock() });
    }
    for (const target of new Set(targets)) target.wakeReaders();
  }

  heads(topic: string): readonly number[] {
    return this.#topic(topic).partitions.map(({ head }) => head);
  }

  read(at: TopicPartition, offset: number, limit: number): readonly LogRecord[] {
    return this.#partition(at).from(offset).slice(0, limit);
  }

  commit(group: string, positions: readonly Position[]): void {
    const offsets = this.#committed.get(group) ?? new Map<string, number>();
    this.#committed.set(group, offsets);
    for (const { topic, partition, offset } of positions) offsets.set(`${topic}/${partition}`, offset);
  }

  committed(group: string, topic: string): readonly number[] {
    const offsets = this.#committed.get(group);
    return this.#topic(topic).partitions.map((_, partition) => offsets?.get(`${topic}/${partition}`) ?? 0);
  }

  async bounds(partitions: readonly TopicPartition[]): Promise<readonly PartitionBounds[]> {
    return partitions.map((at) => this.#partition(at).bounds);
  }

  async next(at: TopicPartition, offset: number, signal: AbortSignal): Promise<readonly LogRecord[]> {
    const partition = this.#partition(at);
    const { readers } = partition;
    while (offset === partition.head && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          readers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        readers.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
    if (signal.aborted) return [];
    if (offset < partition.first || offset > partition.head)
      throw new LostRecords(at.topic, at.partition, offset, partition.bounds);
    return partition.from(offset).slice(0, RECORDS_PER_DELIVERY);
  }

  #topic(name: string): MemoryTopic {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw new Error(`unknown topic ${name}`);
    return topic;
  }

  #partition({ topic, partition }: TopicPartition): MemoryPartition {
    const found = this.#topic(topic).partitions[partition];
    if (found === undefined) throw new RangeError(`topic ${topic} has no partition ${partition}`);
    return found;
  }
}

type MemoryTopic = { readonly partitions: readonly MemoryPartition[] };

class MemoryPartition {
  readonly readers = new Set<() => void>();
  records: LogRecord[] = [];
  /** The offset of the first record that is kept. */
  first = 0;

  get head(): number {
    return this.first + this.records.length;
  }

  get bounds(): PartitionBounds {
    return { first: this.first, head: this.head };
  }

  from(offset: number): readonly LogRecord[] {
    return this.records.slice(Math.max(0, offset - this.first));
  }

  deleteBefore(offset: number): void {
    this.records.splice(0, offset - this.first);
    this.first = offset;
    this.wakeReaders();
  }

  clear(): void {
    this.records = [];
    this.first = 0;
    this.wakeReaders();
  }

  wakeReaders(): void {
    for (const wake of [...this.readers]) wake();
  }
}

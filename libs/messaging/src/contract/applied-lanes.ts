import type { LogRecord, Position, TopicSpec } from '../event-log.ts';
import { lanePartitions } from '../topic-lanes.ts';

/** What a service's database does for its members in the log's contract: epochs fence, positions say what was applied. */
export class AppliedLanes {
  readonly #epochs = new Map<number, number>();
  readonly #records = new Map<string, LogRecord[]>();

  constructor(private readonly topics: readonly TopicSpec[]) {}

  /** Fences whoever had the lane before. */
  claim(lane: number): number {
    const epoch = (this.#epochs.get(lane) ?? 0) + 1;
    this.#epochs.set(lane, epoch);
    return epoch;
  }

  positions(lane: number): readonly Position[] {
    return lanePartitions(lane, this.topics).map(({ topic, partition }) => ({
      topic,
      partition,
      offset: this.of(topic, partition).length,
    }));
  }

  /** Applies nothing, and answers false, for an epoch that has passed. */
  apply(lane: number, epoch: number, records: readonly LogRecord[]): boolean {
    if (this.#epochs.get(lane) !== epoch) return false;
    for (const record of records) this.#list(record.topic, record.partition).push(record);
    return true;
  }

  of(topic: string, partition: number): readonly LogRecord[] {
    return this.#list(topic, partition);
  }

  values(topic: string, partition: number): readonly string[] {
    return this.of(topic, partition).map(({ value }) => value);
  }

  get count(): number {
    return [...this.#records.values()].reduce((sum, records) => sum + records.length, 0);
  }

  #list(topic: string, partition: number): LogRecord[] {
    const name = `${topic}/${partition}`;
    const list = this.#records.get(name) ?? [];
    this.#records.set(name, list);
    return list;
  }
}

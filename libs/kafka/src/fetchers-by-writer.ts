import type { TopicPartition, TopicSpec } from '@smarketing/messaging';
import type { Kafka } from 'kafkajs';
import type { FetchControl } from './partition-buffers.ts';
import { PartitionFetcher, type FetchReceiver } from './partition-fetcher.ts';

/**
 * A fetcher, with connections of its own, for the topics of each writer. A broker goes through all partitions of a session whenever
 * one of them has something; so what one service says costs a look at its own topics, and not at those of all others. `restMs`: see
 * `PartitionFetcher`.
 */
export class FetchersByWriter implements FetchControl {
  readonly #fetchers: readonly PartitionFetcher[];
  readonly #byTopic: ReadonlyMap<string, PartitionFetcher>;

  constructor(client: Kafka, topics: readonly TopicSpec[], receiver: FetchReceiver, restMs = 0) {
    const shares = [...Map.groupBy(topics, ({ name, writer = name }) => writer).values()].map((specs) => {
      const names = specs.map(({ name }) => name);
      return { names, fetcher: new PartitionFetcher(client, names, receiver, restMs) };
    });
    this.#fetchers = shares.map(({ fetcher }) => fetcher);
    this.#byTopic = new Map(shares.flatMap(({ names, fetcher }) => names.map((name) => [name, fetcher] as const)));
  }

  seek(at: TopicPartition, offset: number): void {
    this.#of(at.topic).seek(at, offset);
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const [topic, own] of byTopic(partitions)) this.#of(topic).pause(own);
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const [topic, own] of byTopic(partitions)) this.#of(topic).resume(own);
  }

  async close(): Promise<void> {
    await Promise.all(this.#fetchers.map((fetcher) => fetcher.close()));
  }

  #of(topic: string): PartitionFetcher {
    const fetcher = this.#byTopic.get(topic);
    if (fetcher === undefined) throw new Error(`${topic} is not read here`);
    return fetcher;
  }
}

const byTopic = (partitions: readonly TopicPartition[]) => Map.groupBy(partitions, ({ topic }) => topic);

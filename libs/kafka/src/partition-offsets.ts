import type { PartitionBounds, TopicPartition } from '@smarketing/messaging';
import type { Admin } from 'kafkajs';
import { patiently } from './patience.ts';

type TopicBounds = ReadonlyMap<number, PartitionBounds>;

/**
 * First and next offsets, asked for by topic: many partitions ask in the same moment (a member's lanes start together), and
 * one request answers them all. A request is shared only by those who asked before it was sent.
 */
export class PartitionOffsets {
  #next: Map<string, Promise<TopicBounds>> | undefined;

  constructor(private readonly admin: Pick<Admin, 'fetchTopicOffsets'>) {}

  /** Waits through outages until the signal is aborted. */
  async bounds(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<readonly PartitionBounds[]> {
    try {
      return await patiently(
        () => Promise.all(partitions.map(async (at) => boundsOf(at, await this.#shared(at.topic)))),
        { timeoutMs: Infinity, signal },
      );
    } catch (error) {
      if (signal.aborted) return partitions.map(() => ({ first: 0, head: 0 }));
      throw error;
    }
  }

  /** The next offset of each partition of a topic. */
  async heads(topic: string): Promise<readonly number[]> {
    const bounds = await patiently(() => this.#shared(topic), { timeoutMs: 10_000 });
    return [...bounds].toSorted(([a], [b]) => a - b).map(([, { head }]) => head);
  }

  #shared(topic: string): Promise<TopicBounds> {
    if (this.#next === undefined) {
      const asked = new Map<string, Promise<TopicBounds>>();
      this.#next = asked;
      setImmediate(() => {
        if (this.#next === asked) this.#next = undefined;
      });
    }
    const shared = this.#next.get(topic) ?? nextTurn().then(() => this.#fetch(topic));
    this.#next.set(topic, shared);
    return shared;
  }

  async #fetch(topic: string): Promise<TopicBounds> {
    const offsets = await this.admin.fetchTopicOffsets(topic).catch((error: unknown) => {
      throw error instanceof TypeError ? notLoadedYet(topic, error) : error;
    });
    return new Map(offsets.map(({ partition, low, high }) => [partition, { first: Number(low), head: Number(high) }]));
  }
}

function boundsOf({ topic, partition }: TopicPartition, bounds: TopicBounds): PartitionBounds {
  const found = bounds.get(partition);
  if (found === undefined) throw new Error(`${topic} has no partition ${partition} yet`);
  return found;
}

/**
 * kafkajs stumbles over its own metadata where an answer to an older question, without this topic, has replaced newer ones: a
 * passing state, not to be taken for one of the errors that no waiting cures.
 */
function notLoadedYet(topic: string, cause: TypeError): Error {
  return new Error(`Kafka's partitions of ${topic} are not known at the moment`, { cause });
}

/** Behind everything that was asked in this turn of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

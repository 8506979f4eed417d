import type { LogRecord } from '@smarketing/messaging';
import type { Broker, Cluster, Kafka, KafkaMessage } from 'kafkajs';
import { clusterOf } from './kafkajs-internals.ts';
import { patiently } from './patience.ts';
import { toLogRecord } from './records.ts';

type FetchResponse = {
  readonly responses: readonly { readonly partitions: readonly { readonly messages: readonly KafkaMessage[] }[] }[];
};

const MAX_BYTES = 4 << 20;
const READ_COMMITTED = 1;

/**
 * Fetches outside any group. kafkajs offers only group consumers, and joining one for a look at a few records takes most of a
 * second and leaves a group behind; so this asks the partition's leader directly, through the client's own view of the
 * brokers.
 */
export class PartitionReader {
  readonly #cluster: Cluster;

  constructor(client: Kafka) {
    this.#cluster = clusterOf(client);
  }

  /** Starts at the first record that is kept where the offset is below it; nothing where it is at the head or above. */
  async read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]> {
    const records: LogRecord[] = [];
    let from = offset;
    while (records.length < limit) {
      const fetched = await patiently(() => this.#fetch(topic, partition, from), { timeoutMs: 10_000 });
      if (fetched === 'out of range') {
        const first = await this.#firstOffset(topic, partition);
        if (from >= first) break;
        from = first;
        continue;
      }
      const fresh = fetched.filter((record) => record.offset >= from);
      if (fresh.length === 0) break;
      records.push(...fresh.slice(0, limit - records.length));
      from = fresh.at(-1)!.offset + 1;
    }
    return records;
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect();
  }

  async #fetch(topic: string, partition: number, offset: number): Promise<readonly LogRecord[] | 'out of range'> {
    const broker = await this.#leader(topic, partition);
    try {
      const response: FetchResponse = await broker.fetch({
        maxWaitTime: 0,
        minBytes: 0,
        maxBytes: MAX_BYTES,
        isolationLevel: READ_COMMITTED,
        topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: MAX_BYTES }] }],
      });
      const messages = response.responses.flatMap(({ partitions }) => partitions.flatMap((own) => own.messages));
      return messages.map((message) => toLogRecord(topic, partition, message));
    } catch (error) {
      if (error instanceof Error && 'type' in error && error.type === 'OFFSET_OUT_OF_RANGE') return 'out of range';
      await this.#cluster.refreshMetadata().catch(() => undefined);
      throw error;
    }
  }

  async #leader(topic: string, partition: number): Promise<Broker> {
    if (!this.#cluster.isConnected()) await this.#cluster.connect();
    await this.#cluster.addTargetTopic(topic);
    await this.#cluster.refreshMetadataIfNecessary();
    let nodeId = this.#leaderOf(topic, partition);
    if (nodeId === undefined) {
      // An answer to an older question, asked before this topic was, may have replaced newer metadata.
      await this.#cluster.refreshMetadata();
      nodeId = this.#leaderOf(topic, partition);
    }
    if (nodeId === undefined) throw new TypeError(`${topic} has no partition ${partition}`);
    return this.#cluster.findBroker({ nodeId });
  }

  #leaderOf(topic: string, partition: number): string | undefined {
    return Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]))[0];
  }

  async #firstOffset(topic: string, partition: number): Promise<number> {
    const [offsets] = await this.#cluster.fetchTopicsOffset([
      { topic, partitions: [{ partition }], fromBeginning: true },
    ]);
    return Number(offsets?.partitions[0]?.offset ?? 0);
  }
}

import type { AppendRecord } from '@smarketing/messaging';
import type { Admin, Producer, RecordMetadata } from 'kafkajs';
import { AppendQueue } from './append-queue.ts';
import { rootCause } from './kafka-client.ts';
import { toTopicMessages } from './records.ts';
import { topicSizes } from './topics.ts';

/** A record that no retry can append. */
export class ImpossibleRecord extends Error {
  override readonly name = 'ImpossibleRecord';
}

/**
 * Appends through one producer: not idempotent (kafkajs can lose an acknowledged message that way), acknowledged by all
 * replicas, one send at a time. What kafkajs repeats after a lost answer is dropped downstream by its numbers.
 */
export class KafkaAppender {
  readonly #sizes = new Map<string, number>();
  readonly #queue = new AppendQueue((records) => this.#send(records), isHopeless);

  constructor(
    private readonly producer: Producer,
    private readonly admin: Admin,
  ) {}

  async append(records: readonly AppendRecord[]): Promise<void> {
    for (const { topic, value } of records) {
      if (value.includes('\n')) throw new ImpossibleRecord(`a record for ${topic} contains a raw line break`);
    }
    if (records.length > 0) await this.#queue.append(records);
  }

  async close(): Promise<void> {
    await this.#queue.drained();
    await this.producer.disconnect();
  }

  async #send(records: readonly AppendRecord[]): Promise<void> {
    await this.#checkPartitions(records);
    const topicMessages = toTopicMessages(records);
    const answers = await this.producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages });
    checkAcknowledged(records, answers);
  }

  /** kafkajs leaves out what goes to a partition that does not exist, and reports success. */
  async #checkPartitions(records: readonly AppendRecord[]): Promise<void> {
    const unknown = new Set(records.map(({ topic }) => topic).filter((topic) => !this.#sizes.has(topic)));
    for (const [topic, size] of await topicSizes(this.admin, [...unknown])) this.#sizes.set(topic, size);
    for (const { topic, partition } of records) {
      if (!Number.isInteger(partition) || partition < 0 || partition >= (this.#sizes.get(topic) ?? 0)) {
        throw new ImpossibleRecord(`topic ${topic} has no partition ${partition}`);
      }
    }
  }
}

/** A partition whose leader moves while kafkajs retries can be left out too: only what was acknowledged counts. */
function checkAcknowledged(records: readonly AppendRecord[], answers: readonly RecordMetadata[]): void {
  const acknowledged = new Set(
    answers.filter(({ errorCode }) => errorCode === 0).map((answer) => `${answer.topicName}/${answer.partition}`),
  );
  for (const { topic, partition } of records) {
    if (!acknowledged.has(`${topic}/${partition}`))
      throw new Error(`Kafka did not acknowledge what was sent to ${topic}/${partition}`);
  }
}

function isHopeless(error: unknown): boolean {
  const root = rootCause(error);
  if (root instanceof ImpossibleRecord) return true;
  if (!(root instanceof Error) || !('type' in root)) return false;
  return root.type === 'UNKNOWN_TOPIC_OR_PARTITION' || ('retriable' in root && root.retriable === false);
}

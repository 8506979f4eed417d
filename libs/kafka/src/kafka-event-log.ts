import { EventLog } from '@smarketing/messaging';
import type { AppendRecord, GroupMember, LogRecord, Membership, TopicSpec } from '@smarketing/messaging';
import type { Admin } from 'kafkajs';
import { KafkaAppender } from './kafka-appender.ts';
import { createClient, RETRY } from './kafka-client.ts';
import type { KafkaClientOptions } from './kafka-client.ts';
import { KafkaMembership } from './kafka-membership.ts';
import type { MembershipTimes } from './kafka-membership.ts';
import { KafkaUnreachable } from './kafka-unreachable.ts';
import { PartitionOffsets } from './partition-offsets.ts';
import { PartitionReader } from './partition-reader.ts';
import { patiently } from './patience.ts';
import { createMissingTopics } from './topics.ts';

export type KafkaEventLogOptions = KafkaClientOptions &
  Partial<MembershipTimes> & {
    /** How long `open` waits for a broker's first answer; default 5,000. */
    readonly openTimeoutMs?: number;
  };

/** The event log on Apache Kafka (3.x, 4.x). One producer and one administrative connection, and a client per membership. */
export class KafkaEventLog extends EventLog {
  readonly #memberships = new Set<KafkaMembership>();

  private constructor(
    private readonly options: KafkaEventLogOptions,
    private readonly admin: Admin,
    private readonly appender: KafkaAppender,
    private readonly reader: PartitionReader,
    private readonly offsets: PartitionOffsets,
  ) {
    super();
  }

  /** Rejects with `KafkaUnreachable` when no broker answers in time. */
  static async open(options: KafkaEventLogOptions): Promise<KafkaEventLog> {
    await findKafka(options);
    const client = createClient(options);
    const admin = client.admin();
    const producer = client.producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await Promise.all([admin.connect(), producer.connect()]);
    const appender = new KafkaAppender(producer, admin);
    return new KafkaEventLog(options, admin, appender, new PartitionReader(client), new PartitionOffsets(admin));
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    await createMissingTopics(this.admin, topics);
  }

  async append(records: readonly AppendRecord[]): Promise<void> {
    await this.appender.append(records);
  }

  async join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership> {
    const { sessionTimeoutMs = 10_000, heartbeatIntervalMs = 1_000, rebalanceTimeoutMs = 10_000 } = this.options;
    const times = { sessionTimeoutMs, heartbeatIntervalMs, rebalanceTimeoutMs };
    const joined = new KafkaMembership(createClient(this.options), group, topics, member, this.offsets, times);
    this.#memberships.add(joined);
    await joined.start();
    return joined;
  }

  async heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    return new Map(await Promise.all(topics.map(async (topic) => [topic, await this.offsets.heads(topic)] as const)));
  }

  async committed(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const fetch = () => this.admin.fetchOffsets({ groupId: group, topics: [...topics] });
    const offsets = await patiently(fetch, { timeoutMs: 10_000 });
    return new Map(
      offsets.map(({ topic, partitions }) => [
        topic,
        // -1 stands for none.
        partitions.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Math.max(0, Number(offset))),
      ]),
    );
  }

  async read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]> {
    return this.reader.read(topic, partition, offset, limit);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#memberships].map((membership) => membership.leave()));
    await this.appender.close();
    await Promise.all([this.admin.disconnect(), this.reader.close()]);
  }
}

/** Asks with short times of its own: the client's, made for outages, would keep a wrong address silent for half a minute. */
async function findKafka(options: KafkaEventLogOptions): Promise<void> {
  const { openTimeoutMs = 5_000 } = options;
  const patience = { connectionTimeout: 1_500, requestTimeout: 1_500, retry: { ...RETRY, retries: 0 } };
  const probe = createClient({ ...options, log: () => undefined }, patience).admin();
  try {
    await patiently(
      async () => {
        await probe.connect();
        await probe.describeCluster();
      },
      { timeoutMs: openTimeoutMs },
    );
  } catch (error) {
    throw new KafkaUnreachable(options.brokers, error);
  } finally {
    await probe.disconnect().catch(() => undefined);
  }
}

import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import type { System } from './system.ts';
import { until } from './until.ts';

/** A record of the event log as anybody could read it. */
export type LogEntry = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
  /** `producer/lane` and the number of the record there; null where it carries none. */
  readonly source: string | null;
  readonly sequence: number | null;
};

type Headers = Readonly<Record<string, unknown>>;

/** Everything that the log holds: by a plain Kafka consumer, or by SQL where the log is a table. */
export async function readLog(system: System): Promise<readonly LogEntry[]> {
  return system.mode === 'embedded' ? readTables(system) : readKafka(system.servers.direct.KAFKA_BROKERS.split(','));
}

async function readTables(system: System): Promise<readonly LogEntry[]> {
  const rows = await system.sql<{ name: string; partition: number; first_off: string; payload: string }>(`
    SELECT t.name, b.pid - t.first_pid AS partition, b.first_off, b.payload
    FROM log.log_batch b JOIN log.log_topic t ON b.pid BETWEEN t.first_pid AND t.first_pid + t.partitions - 1
    ORDER BY t.name, b.pid, b.first_off`);
  return rows.flatMap(({ name, partition, first_off, payload }) =>
    (JSON.parse(payload) as readonly [string, string, Headers?][]).map(([key, value, headers = {}], index) =>
      entryOf(name, partition, Number(first_off) + index, key, value, headers),
    ),
  );
}

async function readKafka(brokers: readonly string[]): Promise<readonly LogEntry[]> {
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId: 'fault-oracle',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith('smarketing.'));
  const wanted = new Map<string, number>();
  for (const topic of topics)
    for (const { partition, high } of await admin.fetchTopicOffsets(topic))
      wanted.set(`${topic}|${partition}`, Number(high));
  const groupId = `fault-oracle-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const entries: LogEntry[] = [];
  const reached = new Map<string, number>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        for (const { key, value, offset, headers } of messages) {
          const at = Number(offset);
          // A rebalance may bring a batch twice.
          if (at < (reached.get(`${topic}|${partition}`) ?? 0)) continue;
          reached.set(`${topic}|${partition}`, at + 1);
          entries.push(entryOf(topic, partition, at, key?.toString() ?? '', value?.toString() ?? '', headers ?? {}));
        }
      },
    });
    await until(() => [...wanted].every(([place, high]) => (reached.get(place) ?? 0) >= high), {
      withinMs: 60_000,
      what: 'the whole log to be read',
    });
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
  return entries.filter(({ topic, partition, offset }) => offset < wanted.get(`${topic}|${partition}`)!);
}

function entryOf(
  topic: string,
  partition: number,
  offset: number,
  key: string,
  value: string,
  headers: Headers,
): LogEntry {
  const source = headers['smk-source'];
  const sequence = headers['smk-seq'];
  return {
    topic,
    partition,
    offset,
    key,
    value,
    source: source === undefined ? null : String(source),
    sequence: sequence === undefined ? null : Number(String(sequence)),
  };
}

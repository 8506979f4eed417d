import kafkajs from 'kafkajs';
import type { System } from './system.ts';

export type ForeignRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly value: string;
  readonly key?: string;
};

/** Appends a record as a stranger to the system would, without numbers; resolves with its place: topic/partition/offset. */
export async function appendForeign(system: System, record: ForeignRecord): Promise<string> {
  const offset = await (system.mode === 'embedded' ? appendRow(system, record) : produce(system, record));
  return `${record.topic}/${record.partition}/${offset}`;
}

async function appendRow(
  system: System,
  { topic, partition, value, key = 'stranger' }: ForeignRecord,
): Promise<number> {
  const payload = JSON.stringify([[key, value]]);
  const [row] = await system.sql<{ head: number }>(
    `SELECT a.head FROM log.log_topic t,
       LATERAL log.log_append(ARRAY[t.first_pid + $2::int], ARRAY[1], ARRAY[0], $3, $4::bigint) a WHERE t.name = $1`,
    [topic, partition, payload, Date.now()],
  );
  return row!.head - 1;
}

async function produce(system: System, { topic, partition, value, key = 'stranger' }: ForeignRecord): Promise<number> {
  const kafka = new kafkajs.Kafka({
    brokers: system.servers.direct.KAFKA_BROKERS.split(','),
    clientId: 'stranger',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer({ createPartitioner: () => () => partition });
  await producer.connect();
  try {
    // An empty value goes as none at all: what a compacted topic would call a tombstone.
    const [answer] = await producer.send({
      topic,
      acks: -1,
      messages: [{ key, value: value === '' ? null : value, partition }],
    });
    return Number(answer!.baseOffset);
  } finally {
    await producer.disconnect();
  }
}

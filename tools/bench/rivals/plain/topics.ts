import kafkajs from 'kafkajs';

/** As many partitions as ours has lanes: so many events may be under way at once. */
export const PARTITIONS = 24;

export const EVENTS = 'plain.events';
export const SCORES = 'plain.scores';

export function openKafka(clientId: string): kafkajs.Kafka {
  const brokers = process.env['KAFKA_BROKERS']!.split(',');
  return new kafkajs.Kafka({ clientId, brokers, logLevel: kafkajs.logLevel.ERROR });
}

export async function createTopics(kafka: kafkajs.Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const topics = [EVENTS, SCORES].map((topic) => ({ topic, numPartitions: PARTITIONS }));
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
}

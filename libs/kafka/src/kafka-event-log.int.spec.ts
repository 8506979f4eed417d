import type { EventLog } from '@smarketing/messaging';
import { eventually, startTestKafka, type TestKafka } from '@smarketing/testing';
import kafkajs from 'kafkajs';
import { eventLogContract } from '../../messaging/src/event-log.contract.ts';
import { KafkaEventLog } from './kafka-event-log.ts';
import { TestNetwork } from './test-network.ts';
import { createMissingTopics } from './topics.ts';

eventLogContract(
  'KafkaEventLog',
  async () => {
    const kafka = await startTestKafka();
    const networks = new Map<EventLog, TestNetwork>();
    const crashed: EventLog[] = [];
    return {
      scale: 0.3,
      open: async () => {
        const network = new TestNetwork();
        const log = await KafkaEventLog.open({
          brokers: kafka.brokers,
          clientId: 'contract',
          sessionTimeoutMs: 3_000,
          heartbeatIntervalMs: 300,
          socketFactory: network.socketFactory,
        });
        networks.set(log, network);
        return log;
      },
      crash: async (log) => {
        networks.get(log)?.cut();
        crashed.push(log);
      },
      deleteBefore: ({ topic, partition }, offset) =>
        withAdmin(kafka, async (admin) => {
          // Without metadata it cannot delete, and it does not fetch any by itself.
          await admin.fetchTopicOffsets(topic);
          await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
        }),
      recreate: (topic) =>
        withAdmin(kafka, async (admin) => {
          await admin.deleteTopics({ topics: [topic.name] });
          await eventually(() => createMissingTopics(admin, [topic]));
        }),
      close: async () => {
        await Promise.allSettled(crashed.map((log) => log.close()));
        await kafka.stop();
      },
    };
  },
  30_000,
);

async function withAdmin(kafka: TestKafka, work: (admin: kafkajs.Admin) => Promise<void>): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

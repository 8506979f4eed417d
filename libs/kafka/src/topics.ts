import type { TopicSpec } from '@smarketing/messaging';
import type { Admin } from 'kafkajs';
import { patiently } from './patience.ts';

/** The largest batch that a partition takes, in bytes. Kafka's own default of 1 MiB is too small for a full packed send. */
const MAX_BATCH_BYTES = 16 << 20;

/** Creates the topics that are missing; several processes may do so at once. Fails on another number of partitions. */
export async function createMissingTopics(admin: Admin, topics: readonly TopicSpec[]): Promise<void> {
  const existing = new Set(await patiently(() => admin.listTopics(), { timeoutMs: 10_000 }));
  const missing = topics.filter(({ name }) => !existing.has(name));
  if (missing.length > 0) {
    // Also where somebody else creates some of them in this moment: then these are created, and the answer names the others.
    await admin.createTopics({ topics: missing.map(toTopicConfig), waitForLeaders: false }).catch((error: unknown) => {
      if (!isOnlyAlreadyThere(error)) throw error;
    });
  }
  // A broker learns of a new topic a moment after the controller has created it, and a moment later it leads its partitions.
  // A send in between fails for some of them, and kafkajs's retry would write the others twice.
  // A broker that is busy takes its time over a few hundred partitions; nothing is lost by waiting for it.
  const untilReady = { timeoutMs: 60_000, isFinal: () => false };
  const names = topics.map(({ name }) => name);
  const sizes = await patiently(() => topicSizes(admin, names), untilReady);
  await patiently(() => Promise.all(names.map((name) => admin.fetchTopicOffsets(name))), untilReady);
  for (const { name, partitions } of topics) {
    const found = sizes.get(name);
    if (found !== partitions) throw new Error(`topic ${name} has ${found} partitions, but it must have ${partitions}`);
  }
}

/** Rejects while a topic is unknown or one of its partitions has no leader. */
export async function topicSizes(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (topics.length === 0) return new Map();
  const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
  return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]));
}

function toTopicConfig({ name, partitions, retentionMs }: TopicSpec) {
  return {
    topic: name,
    numPartitions: partitions,
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: String(retentionMs ?? -1) },
      { name: 'max.message.bytes', value: String(MAX_BATCH_BYTES) },
      // Retention goes by this time, so no process's clock may decide it.
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
    ],
  };
}

function isOnlyAlreadyThere(error: unknown): boolean {
  const errors: readonly unknown[] =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [error];
  return errors.every((one) => one instanceof Error && 'type' in one && one.type === 'TOPIC_ALREADY_EXISTS');
}

import { topics, writerOf, type TopicName } from '@smarketing/contracts';
import type { TopicSpec } from './event-log.ts';
import { partitionsOf } from './record-codec.ts';

/** What the log needs to know of topics, by name; of all topics where none are named. */
export function topicSpecs(names: readonly string[] = Object.keys(topics)): TopicSpec[] {
  return names.map((name) => ({
    name,
    partitions: partitionsOf(name),
    retentionMs: topics[name as TopicName].retentionMs,
    writer: writerOf(name) ?? name,
  }));
}

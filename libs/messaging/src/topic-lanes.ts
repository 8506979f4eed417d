import type { TopicSpec } from './event-log.ts';

export type TopicPartition = { readonly topic: string; readonly partition: number };

/** The partitions that belong to a lane: its own of every topic, and the broadcasts with lane 0. */
export function lanePartitions(lane: number, topics: readonly TopicSpec[]): readonly TopicPartition[] {
  return topics
    .filter((topic) => (topic.partitions === 1 ? lane === 0 : lane < topic.partitions))
    .map((topic) => ({ topic: topic.name, partition: lane }));
}

/**
 * How many lanes a group over these topics has: the partitions of its laned topics, or 1 if all are broadcasts.
 * Throws where two laned topics differ, since partition i would not be lane i everywhere.
 */
export function laneCount(topics: readonly TopicSpec[]): number {
  const counts = new Set(topics.map((topic) => topic.partitions).filter((partitions) => partitions !== 1));
  if (counts.size > 1) {
    const named = topics.map((topic) => `${topic.name} ${topic.partitions}`).join(', ');
    throw new TypeError(`topics of one group must have the same number of partitions, or 1: ${named}`);
  }
  return counts.values().next().value ?? 1;
}

/** The fair share of lanes of the member with this rank (0 = the longest in the group); the shares of all members add up to `lanes`. */
export function laneQuota(rank: number, members: number, lanes: number): number {
  return Math.floor(lanes / members) + (rank < lanes % members ? 1 : 0);
}

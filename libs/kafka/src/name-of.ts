import type { TopicPartition } from '@smarketing/messaging';

/** As a key of maps, and for people. */
export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

export { KafkaEventLog } from './kafka-event-log.ts';
export type { KafkaEventLogOptions } from './kafka-event-log.ts';
export type { KafkaLog } from './kafka-client.ts';
export { KafkaUnreachable } from './kafka-unreachable.ts';
export { AppendQueueFull } from './append-queue.ts';
export { ImpossibleRecord } from './kafka-appender.ts';

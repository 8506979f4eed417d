import type { AppendRecord, LogRecord } from '@smarketing/messaging';
import type { IHeaders, KafkaMessage, TopicMessages } from 'kafkajs';

export function toLogRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    key: message.key?.toString() ?? '',
    value: message.value?.toString() ?? '',
    headers: toHeaders(message.headers ?? {}),
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
  };
}

/** By topic, in the given order within each: what kafkajs sends as one batch per partition. */
export function toTopicMessages(records: readonly AppendRecord[]): TopicMessages[] {
  const byTopic = new Map<string, TopicMessages>();
  for (const { topic, partition, key, value, headers } of records) {
    const entry = byTopic.get(topic) ?? { topic, messages: [] };
    byTopic.set(topic, entry);
    entry.messages.push({ partition, key, value, headers: { ...headers } });
  }
  return [...byTopic.values()];
}

/** Of a header that was set several times (by a foreign producer) the last counts. */
function toHeaders(headers: IHeaders): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) read[name] = last.toString();
  }
  return read;
}

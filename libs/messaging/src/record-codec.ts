import {
  EVENT_JSON,
  cloudEventSchema,
  isCloudEvent,
  isReplayTopic,
  parseSoundJson,
  topics,
  type CloudEvent,
  type TopicName,
} from '@smarketing/contracts';
import type { AppendRecord, LogRecord } from './event-log.ts';
import { LANES, laneOf } from './lanes.ts';
import { AT_HEADER, SEQUENCE_HEADER, SOURCE_HEADER } from './numbers.ts';

/** An event on its way out, with the topic it goes to, and its JSON text where it was made already. */
export type OutgoingEvent = { readonly topic: string; readonly event: CloudEvent; readonly text?: string };

/** On records of one event each. */
export const TYPE_HEADER = 'ce_type';
const STRUCTURED = 'application/cloudevents+json; charset=UTF-8';
const BATCHED = 'application/cloudevents-batch+json; charset=UTF-8';

/** Limits of one packed record. kafkajs and the broker take up to 1 MB. */
const MAX_PACKED_EVENTS = 100;
const MAX_PACKED_CHARS = 256 * 1024;

export const partitionsOf = (topic: string): number => (topics[topic as TopicName]?.broadcast ? 1 : LANES);

/** Whether a topic has one partition, which belongs to lane 0. */
export const isBroadcast = (topic: string): boolean => partitionsOf(topic) === 1;

/** The partition of a topic that a lane reads: its own, or 0 on a broadcast. */
export const partitionOfLane = (topic: string, lane: number): number => (isBroadcast(topic) ? 0 : lane);

/** The partition of a key on a topic: its lane, or 0 on a broadcast. */
export const partitionOf = (topic: string, key: string): number => (isBroadcast(topic) ? 0 : laneOf(key));

/**
 * Packs a lane's events into numbered records, in order per partition, and counts them in `sent` (which is changed).
 * Topics for the outside get one CloudEvent per record in structured mode, its attributes repeated as headers.
 */
export function encodeRecords(
  producer: string,
  lane: number,
  events: readonly OutgoingEvent[],
  sent: Record<string, number>,
  atMs: number,
): AppendRecord[] {
  const records: AppendRecord[] = [];
  const packs = new Map<string, Pack>();
  const source = `${producer}/${lane}`;
  const numbered = (topic: string, partition: number, headers: Record<string, string>): Record<string, string> => {
    const to = `${topic}|${partition}`;
    const sequence = (sent[to] ?? 0) + 1;
    sent[to] = sequence;
    return { ...headers, [SOURCE_HEADER]: source, [SEQUENCE_HEADER]: String(sequence), [AT_HEADER]: String(atMs) };
  };
  const close = (pack: Pack): void => {
    const { topic, partition } = pack;
    const headers = numbered(topic, partition, { 'content-type': BATCHED });
    records.push({ topic, partition, key: String(partition), value: `[${pack.values.join(',')}]`, headers });
  };
  for (const { topic, event, text } of events) {
    // What concerns a replay stays in its lane: there it is in order with what it is about.
    const partition = isReplayTopic(topic) ? lane : partitionOf(topic, event.subject);
    const value = text ?? JSON.stringify(event);
    if (topics[topic as TopicName]?.packed !== true) {
      const headers = numbered(topic, partition, { 'content-type': STRUCTURED, ...attributeHeaders(event) });
      records.push({ topic, partition, key: event.subject, value, headers });
      continue;
    }
    const to = `${topic}|${partition}`;
    let pack = packs.get(to);
    if (pack && (pack.values.length >= MAX_PACKED_EVENTS || pack.chars + value.length > MAX_PACKED_CHARS)) {
      close(pack);
      pack = undefined;
    }
    if (!pack) packs.set(to, (pack = { topic, partition, values: [], chars: 0 }));
    pack.values.push(value);
    pack.chars += value.length;
  }
  for (const pack of packs.values()) close(pack);
  return records;
}

type Pack = { readonly topic: string; readonly partition: number; readonly values: string[]; chars: number };

function attributeHeaders(event: CloudEvent): Record<string, string> {
  return {
    ce_specversion: event.specversion,
    ce_id: event.id,
    ce_source: event.source,
    [TYPE_HEADER]: event.type,
    ce_subject: event.subject,
    ce_time: event.time,
  };
}

/** More than any record of ours has: somebody else may have written it. */
const MOST_RECORD_CHARS = 4 * 1024 * 1024;

/** The events of an internal record. Throws where it is not sound JSON or not CloudEvents. */
export function decodeRecord(record: LogRecord): CloudEvent[] {
  if (record.value.length > MOST_RECORD_CHARS) {
    throw new Error(`the record has ${record.value.length} characters, at most ${MOST_RECORD_CHARS} are taken`);
  }
  const value: unknown = parseSoundJson(record.value, EVENT_JSON);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (isCloudEvent(item)) return item;
    const parsed = cloudEventSchema.safeParse(item);
    if (!parsed.success)
      throw new Error(
        `not a CloudEvent: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
      );
    return item as CloudEvent;
  });
}

const MOST_AHEAD_MS = 5_000;

/** An instant of another process's clock as ours takes it: one that runs more than 5 s ahead is clamped. Epoch ms. */
export const notFarAhead = (atMs: number, nowMs: number): number => Math.min(atMs, nowMs + MOST_AHEAD_MS);

/** When a record was appended, by the appender's clock as ours takes it. Epoch ms. */
export function atOf(record: LogRecord, nowMs: number): number {
  const at = Number(record.headers[AT_HEADER]);
  return Number.isFinite(at) && at > 0 ? notFarAhead(at, nowMs) : nowMs;
}

import type { LogRecord } from './event-log.ts';

/**
 * The numbers on internal records: who wrote it (`producer/lane`) and how many records that lane has written to this
 * topic-partition, this one included. They are what makes repeats droppable and losses visible.
 */
export type RecordNumber = { readonly source: string; readonly sequence: number };

export const SOURCE_HEADER = 'smk-source';
export const SEQUENCE_HEADER = 'smk-seq';
/** Epoch ms by the clock of the process that appended the record. */
export const AT_HEADER = 'smk-at';

/** A service and one of its lanes: what a lane has seen is kept by this name, so that strangers must not make names up. */
const OURS = /^[a-z][a-z-]{0,39}\/\d{1,4}$/;

/** The record's number; null where it carries none (or nonsense): then it is foreign. */
export function numberOf(record: LogRecord): RecordNumber | null {
  const source = record.headers[SOURCE_HEADER];
  const sequence = Number(record.headers[SEQUENCE_HEADER]);
  if (source === undefined || !OURS.test(source) || !Number.isSafeInteger(sequence) || sequence < 1) return null;
  return { source, sequence };
}

export type Arrival = 'new' | 'repeat' | 'gap';

const keyOf = (topic: string, source: string): string => `${topic}|${source}`;
/** Under the empty source stands the offset at which this lane began to read the topic. */
const originOf = (topic: string): string => keyOf(topic, '');

/** Remembers where a lane began to read a topic; only the first time counts. */
export function noteOrigin(seen: Record<string, number>, topic: string, offset: number): void {
  seen[originOf(topic)] ??= offset;
}

/**
 * Holds a number against what the lane has seen. A source that the lane does not know may begin above 1 only where the lane
 * itself began above the log's first offset: then the beginning lies before its time.
 */
export function arrivalOf(seen: Readonly<Record<string, number>>, topic: string, number: RecordNumber): Arrival {
  const last = seen[keyOf(topic, number.source)];
  if (last === undefined) return number.sequence === 1 || (seen[originOf(topic)] ?? 0) > 0 ? 'new' : 'gap';
  if (number.sequence <= last) return 'repeat';
  return number.sequence === last + 1 ? 'new' : 'gap';
}

export function noteSeen(seen: Record<string, number>, topic: string, number: RecordNumber): void {
  seen[keyOf(topic, number.source)] = number.sequence;
}

import type { AppendRecord, LogRecord } from '@smarketing/messaging';

/** A row stays small enough for a reader's back-pressure to bite. */
const RECORDS_PER_ROW = 500;
const CHARACTERS_PER_ROW = 256 * 1024;

/** Rows of one partition, in order: each a JSON array of `[key, value]` or `[key, value, headers]`; the value stays text, byte for byte. */
export function encodeRows(
  records: readonly AppendRecord[],
): readonly { readonly count: number; readonly payload: string }[] {
  const rows: { count: number; payload: string }[] = [];
  let parts: string[] = [];
  let characters = 0;
  const end = () => {
    if (parts.length > 0) rows.push({ count: parts.length, payload: `[${parts.join(',')}]` });
    parts = [];
    characters = 0;
  };
  for (const { key, value, headers } of records) {
    const part = JSON.stringify(hasEntries(headers) ? [key, value, headers] : [key, value]);
    if (parts.length >= RECORDS_PER_ROW || characters + part.length > CHARACTERS_PER_ROW) end();
    parts.push(part);
    characters += part.length;
  }
  end();
  return rows;
}

export type BatchRow = { readonly firstOffset: number; readonly timestampMs: number; readonly payload: string };

export function decodeRow(topic: string, partition: number, row: BatchRow): readonly LogRecord[] {
  const parts = JSON.parse(row.payload) as readonly (readonly [string, string, Record<string, string>?])[];
  return parts.map(([key, value, headers], index) => ({
    topic,
    partition,
    key,
    value,
    headers: headers ?? {},
    offset: row.firstOffset + index,
    timestampMs: row.timestampMs,
  }));
}

function hasEntries(headers: Readonly<Record<string, string>>): boolean {
  for (const _ in headers) return true;
  return false;
}

import type { Outgoing, Refusal } from '../delivery/outgoing.ts';
import type { CompiledMapping, MappedEvent } from '../mapping/compile-mapping.ts';
import { BadRow } from '../mapping/compile-value.ts';
import type { LiveRun } from './live-run.ts';
import type { Row } from './read-rows.ts';

export type RowCounts = {
  rows: number;
  /** Rows later than `--as-of`: they have not happened yet. */
  notYet: number;
};

export type MappedRows = {
  readonly mapping: CompiledMapping;
  readonly live: LiveRun | null;
  readonly counts: RowCounts;
  readonly refuse: (refusal: Refusal) => void;
};

/** The events of a file's rows, ready to go. Rows that cannot be read are refused, and the rest goes on. */
export async function* mappedRows(
  rows: AsyncIterable<Row>,
  { mapping, live, counts, refuse }: MappedRows,
): AsyncGenerator<Outgoing> {
  const lineOfId = new Map<string, number>();
  for await (const row of rows) {
    counts.rows += 1;
    const { line } = row;
    const event = 'broken' in row ? row.broken : eventOrReason(() => mapping.eventOf(row.cells));
    if (typeof event === 'string') {
      refuse({ line, reason: event });
      continue;
    }
    const first = lineOfId.get(event.id);
    if (first !== undefined) {
      refuse({ line, reason: `its id ${event.id} is that of line ${first}` });
      continue;
    }
    lineOfId.set(event.id, line);
    if (live !== null && event.occurredAtMs > live.asOfMs) counts.notYet += 1;
    else yield { line, event: cloudEvent(event, live) };
  }
}

/** The latest instant of a file, epoch milliseconds; null where no row tells one. Counts the rows on the way. */
export async function surveyRows(
  rows: AsyncIterable<Row>,
  mapping: CompiledMapping,
): Promise<{ readonly rows: number; readonly latestMs: number | null }> {
  let count = 0;
  let latestMs: number | null = null;
  for await (const row of rows) {
    count += 1;
    if ('broken' in row) continue;
    const instant = eventOrReason(() => mapping.eventOf(row.cells));
    if (typeof instant === 'string') continue;
    latestMs = Math.max(latestMs ?? -Infinity, instant.occurredAtMs);
  }
  return { rows: count, latestMs };
}

function eventOrReason(read: () => MappedEvent): MappedEvent | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadRow) return error.message;
    throw error;
  }
}

function cloudEvent({ id, source, type, occurredAtMs, data }: MappedEvent, live: LiveRun | null): Outgoing['event'] {
  const atMs = live === null ? occurredAtMs : occurredAtMs - live.asOfMs + live.nowMs;
  return {
    specversion: '1.0',
    id: live === null ? id : `${id}@${live.run}`,
    source,
    type,
    time: new Date(atMs).toISOString(),
    data,
  };
}

import { createHash } from 'node:crypto';
import { salesTypes } from '@smarketing/contracts';
import type { Outgoing, Refusal } from '../delivery/outgoing.ts';
import { splitEvents } from './split-events.ts';

/** Which of the intake's entrances an event is for; sales events need another key. */
export type Way = 'cloudEvents' | 'salesEvents' | 'segment';

export type ReadEvents = {
  readonly ways: ReadonlyMap<Way, readonly Outgoing[]>;
  readonly refused: readonly Refusal[];
};

type JsonRecord = Readonly<Record<string, unknown>>;

const SEGMENT_CALLS: ReadonlySet<unknown> = new Set(['track', 'identify', 'page', 'screen', 'group', 'alias']);
const SALES: ReadonlySet<unknown> = new Set(salesTypes);

/** Reads what a file holds. An event without an id is named by its content, so that sending the file again repeats it. */
export function readEvents(text: string): ReadEvents {
  const ways = new Map<Way, Outgoing[]>();
  const refused: Refusal[] = [];
  const seen = new Map<string, number>();
  for (const { line, text: piece } of splitEvents(text)) {
    const event = recordOf(piece);
    if (typeof event === 'string') {
      refused.push({ line, reason: event });
      continue;
    }
    const way = wayOf(event);
    const named = way === 'segment' ? withId(event, 'messageId', piece, seen) : withId(event, 'id', piece, seen);
    const known = ways.get(way) ?? [];
    ways.set(way, known);
    known.push({ line, event: way === 'segment' ? named : { specversion: '1.0', ...named } });
  }
  return { ways, refused };
}

function wayOf(event: JsonRecord): Way {
  const isSegment =
    event['specversion'] === undefined && event['data'] === undefined && SEGMENT_CALLS.has(event['type']);
  if (isSegment) return 'segment';
  return SALES.has(event['type']) ? 'salesEvents' : 'cloudEvents';
}

function recordOf(text: string): JsonRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
  return 'an event is an object in braces';
}

/** The same event twice in a file is two events: the second is named by its place among its equals. */
function withId(event: JsonRecord, name: 'id' | 'messageId', text: string, seen: Map<string, number>): JsonRecord {
  if (event[name] !== undefined) return event;
  const hash = createHash('sha256').update(text.trim()).digest('hex').slice(0, 32);
  const times = seen.get(hash) ?? 0;
  seen.set(hash, times + 1);
  return { [name]: times === 0 ? hash : `${hash}-${times + 1}`, ...event };
}

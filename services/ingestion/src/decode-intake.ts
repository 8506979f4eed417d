import { parseSoundJson, soundText, type IntakeEvent, type JsonValue } from '@smarketing/contracts';
import { AT_HEADER, decisionId, type LogRecord } from '@smarketing/messaging';
import { contentHash } from './domain/canonical-json.ts';
import type { DecodedIntake } from './domain/decoded-intake.ts';
import { eventType } from './domain/event-type.ts';
import { soundIntakeEvent } from './domain/intake-shape.ts';
import { CLIENT_JSON, EARLIEST_MS, MOST_EVENT_BYTES } from './domain/limits.ts';
import { isUsualIntake } from './domain/usual-intake.ts';

/** What the edge adds to an event makes a record larger, and deeper, than what the client was allowed to send. */
const RECORD_JSON = { ...CLIENT_JSON, depth: CLIENT_JSON.depth + 2 };
/** Of a record's key, by which nothing is told: others may put anything there. */
const MOST_KEY_CHARS = 700;
const MOST_RECORD_BYTES = MOST_EVENT_BYTES + 8 * 1024;

/**
 * The statement in a record of the intake topic, whoever put it there; throws a sentence for the dead letter where there is
 * none. `id` becomes the id of the event everywhere behind this door, the same for the same source and client id. No event
 * is later than its reception; without the edge's stamp that is when the record was appended.
 */
export function decodeIntake(record: LogRecord): DecodedIntake {
  const bytes = Buffer.byteLength(record.value);
  if (bytes > MOST_RECORD_BYTES)
    throw new Error(`the record has ${bytes} bytes, at most ${MOST_RECORD_BYTES} are taken`);
  const value = parseSoundJson(record.value, RECORD_JSON);
  if (typeof value === 'object' && value !== null && 'problem' in value) {
    throw new Error(`refused at the edge: ${String(value['problem'])}`);
  }
  if (isUsualIntake(value)) return decoded(record, value);
  const parsed = soundIntakeEvent.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`);
    throw new Error(issues.join('; '));
  }
  return decoded(record, parsed.data);
}

function decoded(record: LogRecord, event: IntakeEvent): DecodedIntake {
  const appendedAtMs = Number(record.headers[AT_HEADER]) || record.timestampMs;
  const receivedAtMs = millisecondsOf('receivedat', event.receivedat) ?? appendedAtMs;
  const occurredAtMs = millisecondsOf('time', event.time) ?? receivedAtMs;
  return {
    specversion: '1.0',
    id: decisionId(event.source, event.id),
    clientid: event.id,
    source: event.source,
    type: eventType(event.type),
    subject: soundText(record.key.slice(0, MOST_KEY_CHARS)),
    time: new Date(Math.min(occurredAtMs, receivedAtMs)).toISOString(),
    receivedat: new Date(receivedAtMs).toISOString(),
    contenthash: hashOf(event),
    ...(event.principalid === undefined ? {} : { principalid: event.principalid }),
    ...(event.principalkind === undefined ? {} : { principalkind: event.principalkind }),
    ...(event.principalscopes === undefined ? {} : { principalscopes: event.principalscopes }),
    data: event.data,
  };
}

/** The edge hashes what it was sent. Without it the record is what was sent: all of it that says something counts. */
function hashOf(event: IntakeEvent): string {
  const stamped = event['contenthash'];
  if (event.principalkind !== undefined && typeof stamped === 'string' && /^[0-9a-f]{64}$/.test(stamped))
    return stamped;
  const { type, time, data } = event;
  return contentHash({ type, time, data } as JsonValue);
}

function millisecondsOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`${field}: is no instant`);
  if (ms < EARLIEST_MS) throw new Error(`${field}: is an instant before all calendars`);
  return ms;
}

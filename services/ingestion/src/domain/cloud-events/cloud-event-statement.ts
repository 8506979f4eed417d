import {
  IDENTIFY,
  parseSoundJson,
  soundJson,
  UnsoundJson,
  type IntakeData,
  type JsonValue,
} from '@smarketing/contracts';
import { contentHash } from '../canonical-json.ts';
import { eventType } from '../event-type.ts';
import { identifiersOf } from '../identity/identifiers.ts';
import { NAMES_NOBODY } from '../identity/resolve-identity.ts';
import { soundIntakeEvent } from '../intake-shape.ts';
import { CLIENT_JSON, EARLIEST_MS, MOST_EVENT_BYTES } from '../limits.ts';
import type { Statement } from '../statement.ts';
import { isUsualIntake } from '../usual-intake.ts';
import type { SentCloudEvent } from './read-cloud-events.ts';

export type WrongField = { readonly field: string; readonly message: string };
export type Read = { readonly statement: Statement } | { readonly wrong: readonly WrongField[] };
type Delivery = { readonly source: string; readonly receivedAtMs: number };

type JsonRecord = { readonly [name: string]: JsonValue };

/** Who they are, at the top level of `data`, under the names that people expect to work. */
const FLAT_WHO: ReadonlyMap<string, string> = new Map(
  Object.entries({
    leadId: 'leadId',
    lead_id: 'leadId',
    email: 'email',
    userId: 'userId',
    user_id: 'userId',
    anonymousId: 'anonymousId',
    anonymous_id: 'anonymousId',
    crmId: 'crmId',
    crm_id: 'crmId',
    phone: 'phone',
    companyDomain: 'companyDomain',
  }),
);
const PARTS: ReadonlySet<string> = new Set(['who', 'traits', 'properties', 'consent', 'campaign', 'asset']);

/**
 * A CloudEvent in our words, or every field that is wrong with it. `id` is needed, since repeats are told by it. The source
 * is that of the key where none is given; the time that of reception, and never later.
 */
export function cloudEventStatement({ path, attributes }: SentCloudEvent, delivery: Delivery): Read {
  let sent: JsonRecord;
  try {
    sent = soundJson(
      attributes['data'] === undefined ? withoutData(attributes) : attributes,
      CLIENT_JSON,
    ) as JsonRecord;
  } catch (error) {
    const field = error instanceof UnsoundJson ? error.field : '';
    return { wrong: [{ field: `${path}${field}`, message: error instanceof Error ? error.message : String(error) }] };
  }
  const bytes = Buffer.byteLength(JSON.stringify(sent));
  if (bytes > MOST_EVENT_BYTES) {
    return { wrong: [{ field: path, message: `the event has ${bytes} bytes, at most ${MOST_EVENT_BYTES}` }] };
  }
  const data = dataOf(sent);
  const event = {
    specversion: sent['specversion'] ?? '1.0',
    id: sent['id'],
    source: sent['source'] ?? delivery.source,
    type: sent['type'],
    time: sent['time'] ?? new Date(delivery.receivedAtMs).toISOString(),
    data,
  };
  const checked = isUsualIntake(event) ? { data: event } : soundIntakeEvent.safeParse(event);
  if (checked.data === undefined) {
    return {
      wrong: checked.error.issues.map((issue) => ({ field: `${path}${issue.path.join('.')}`, message: issue.message })),
    };
  }
  const { id, source, type, time, data: taken } = checked.data;
  const statedMs = Date.parse(time);
  if (statedMs < EARLIEST_MS) {
    return { wrong: [{ field: `${path}time`, message: 'is an instant before all calendars' }] };
  }
  if (taken.who.leadId === undefined && identifiersOf(taken.who).length === 0) {
    return { wrong: [{ field: `${path}data`, message: NAMES_NOBODY }] };
  }
  const content = { type, time: sent['time'] ?? null, data: sent['data'] ?? sent['data_base64'] ?? null };
  return {
    statement: {
      id,
      source,
      type: eventType(type),
      occurredAtMs: Math.min(statedMs, delivery.receivedAtMs),
      contenthash: contentHash(content),
      data: taken,
    },
  };
}

/** Our intake data, or something flatter that means the same: whatever has no place of its own is a property (or a trait). */
function dataOf(sent: JsonRecord): JsonValue {
  const given = sent['data'] ?? decodedData(sent['data_base64']) ?? {};
  if (!isRecord(given) || isInPlace(given)) return given;
  const who: Record<string, JsonValue> = isRecord(given['who']) ? { ...given['who'] } : {};
  const rest: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (PARTS.has(name)) continue;
    const known = FLAT_WHO.get(name);
    if (known === undefined) rest[name] = value;
    else if (value !== null) who[known] ??= typeof value === 'number' ? String(value) : value;
  }
  const parts: Record<string, JsonValue> = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => PARTS.has(name) && value !== null),
  );
  const isWhoWrong = given['who'] !== undefined && given['who'] !== null && !isRecord(given['who']);
  parts['who'] = isWhoWrong ? given['who']! : who;
  const place: keyof IntakeData = sent['type'] === IDENTIFY ? 'traits' : 'properties';
  const named = parts[place] ?? {};
  if (Object.keys(rest).length > 0 && isRecord(named)) parts[place] = { ...rest, ...named };
  return parts;
}

const withoutData = ({ data: _, ...others }: SentCloudEvent['attributes']) => others;

/** Whether nothing is where it does not belong. */
function isInPlace(given: JsonRecord): boolean {
  const { who } = given;
  if (!isRecord(who)) return false;
  for (const name in given) if (!PARTS.has(name) || given[name] === null) return false;
  return true;
}

function decodedData(text: JsonValue | undefined): JsonValue | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parseSoundJson(Buffer.from(text, 'base64').toString('utf8'), CLIENT_JSON);
  } catch {
    return undefined;
  }
}

const isRecord = (value: JsonValue | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

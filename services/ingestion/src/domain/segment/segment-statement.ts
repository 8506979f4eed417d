import {
  IDENTIFY,
  consentStatement,
  soundJson,
  soundText,
  type ConsentStatement,
  type IntakeData,
  type JsonValue,
  type Who,
} from '@smarketing/contracts';
import { contentHash } from '../canonical-json.ts';
import { normaliseEmail } from '../identity/email-address.ts';
import { soundIntakeData } from '../intake-shape.ts';
import { CLIENT_JSON, EARLIEST_MS, MOST_EVENT_BYTES } from '../limits.ts';
import { excerptOf, type Rejected, type Statement } from '../statement.ts';
import { campaignOf } from './segment-campaign.ts';
import { pageType, trackedType } from './segment-names.ts';
import { occurredAtMs } from './segment-time.ts';

export const segmentCalls = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type SegmentCall = (typeof segmentCalls)[number];

export type SegmentDelivery = {
  readonly source: string;
  /** Epoch ms. */
  readonly receivedAtMs: number;
  /** Names an event whose client gave it no messageId. */
  readonly newId: () => string;
};

type JsonRecord = Readonly<Record<string, JsonValue>>;

/** Changes from one attempt to the next, or says nothing about what happened. */
const NOT_CONTENT = new Set(['sentAt', 'receivedAt', 'writeKey', '_metadata']);

class NotAStatement extends Error {}

/**
 * One Segment call in our words. `call` is what the endpoint says; in a batch each item says it itself (null). What is wrong
 * with a call is told in words, field first, since Segment's clients are answered 200 all the same.
 */
export function segmentStatement(
  call: SegmentCall | null,
  item: unknown,
  delivery: SegmentDelivery,
): Statement | Rejected {
  const { source } = delivery;
  const given = typeof item === 'object' && item !== null && 'messageId' in item ? item.messageId : undefined;
  const hasId = typeof given === 'string' && given !== '' && given.length <= 300 && given === soundText(given);
  const id = hasId ? given : delivery.newId();
  try {
    const sound = soundJson(item, CLIENT_JSON);
    if (!isRecord(sound)) throw new NotAStatement('the event: must be an object');
    const bytes = Buffer.byteLength(JSON.stringify(sound));
    if (bytes > MOST_EVENT_BYTES) throw new NotAStatement(`the event: has ${bytes} bytes, at most ${MOST_EVENT_BYTES}`);
    return { id, source, ...statementOf(call ?? callOf(sound), sound, delivery) };
  } catch (error) {
    return { id, source, problem: error instanceof Error ? error.message : String(error), excerpt: excerptOf(item) };
  }
}

function statementOf(call: SegmentCall, item: JsonRecord, delivery: SegmentDelivery) {
  const context = record(item, 'context');
  const properties = propertiesOf(call, item, context);
  const traits = traitsOf(call, item, context);
  const campaign = campaignOf(isRecord(context['campaign']) ? context['campaign'] : {}, properties);
  const consent = consentOf(traits, properties);
  const data: IntakeData = {
    who: whoOf(call, item, traits, properties),
    ...(Object.keys(traits).length > 0 ? { traits } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(campaign ? { campaign } : {}),
    ...(consent ? { consent } : {}),
  };
  const checked = soundIntakeData.safeParse(data);
  if (!checked.success) {
    const issue = checked.error.issues[0]!;
    throw new NotAStatement(`${issue.path.join('.')}: ${issue.message}`);
  }
  const times = {
    originalMs: instant(item, 'originalTimestamp') ?? instant(item, 'timestamp'),
    sentAtMs: instant(item, 'sentAt'),
  };
  const atMs = occurredAtMs(times, delivery.receivedAtMs);
  if (!(atMs >= EARLIEST_MS)) throw new NotAStatement('originalTimestamp: is an instant before all calendars');
  const content = Object.fromEntries(Object.entries(item).filter(([name]) => !NOT_CONTENT.has(name)));
  return {
    type: typeOf(call, item, properties),
    occurredAtMs: atMs,
    contenthash: contentHash({ ...content, type: call }),
    data,
  };
}

function callOf(item: JsonRecord): SegmentCall {
  const type = item['type'];
  const call = segmentCalls.find((one) => one === type);
  if (!call) throw new NotAStatement(`type: must be one of ${segmentCalls.join(', ')}`);
  return call;
}

function typeOf(call: SegmentCall, item: JsonRecord, properties: JsonRecord): string {
  switch (call) {
    case 'track': {
      const event = item['event'];
      if (typeof event !== 'string' || event.trim() === '') throw new NotAStatement('event: is missing');
      const type = trackedType(event);
      if (type.length > 200) throw new NotAStatement('event: at most 200 characters');
      return type;
    }
    case 'page':
      return pageType(properties);
    case 'screen':
      return 'page_viewed';
    case 'identify':
    case 'group':
    case 'alias':
      return IDENTIFY;
  }
}

function propertiesOf(call: SegmentCall, item: JsonRecord, context: JsonRecord): JsonRecord {
  const stated = record(item, 'properties');
  if (call !== 'track' && call !== 'page' && call !== 'screen') return stated;
  // Robots are known by it.
  const { userAgent } = context;
  const properties = typeof userAgent === 'string' && userAgent !== '' ? { userAgent, ...stated } : stated;
  if (call === 'track') return properties;
  const page = isRecord(context['page']) ? context['page'] : {};
  const named = typeof item['name'] === 'string' ? { name: item['name'] } : {};
  return { ...page, ...named, ...properties };
}

/** A group call speaks of the person's company; other calls may carry traits in their context. */
function traitsOf(call: SegmentCall, item: JsonRecord, context: JsonRecord): JsonRecord {
  const traits = record(item, 'traits');
  if (call === 'group') return { company: traits };
  const carried = isRecord(context['traits']) ? context['traits'] : {};
  return { ...carried, ...traits };
}

function whoOf(call: SegmentCall, item: JsonRecord, traits: JsonRecord, properties: JsonRecord): Who {
  const userId = idText(item, 'userId');
  // Among the properties of somebody known it may be another person's: whom they invited, or wrote to.
  const stated = userId === undefined ? properties['email'] : undefined;
  const email = [traits['email'], stated, userId].find(isAddress);
  const who: Who = {
    ...(userId === undefined ? {} : { userId }),
    ...(typeof email === 'string' ? { email } : {}),
    ...optionalId('anonymousId', idText(item, 'anonymousId')),
    ...optionalId('crmId', idText(traits, 'crmId')),
  };
  const previous = call === 'alias' ? idText(item, 'previousId') : undefined;
  const all =
    previous === undefined
      ? who
      : { ...who, ...(isAddress(previous) ? { email: previous } : { anonymousId: previous }) };
  if (Object.keys(all).length === 0) throw new NotAStatement('userId: it or anonymousId is needed');
  return all;
}

const isAddress = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && normaliseEmail(value) !== null;

const optionalId = <K extends string>(name: K, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: string };

function idText(from: JsonRecord, name: string): string | undefined {
  const value = from[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new NotAStatement(`${name}: must be text`);
  return value;
}

/** Other tools call other things consent; a list of statements that cannot be read is refused: there may be a refusal in it. */
function consentOf(...places: readonly JsonRecord[]): ConsentStatement[] | undefined {
  const list = places.map((place) => place['consent']).find(Array.isArray);
  if (list === undefined) return undefined;
  const parsed = consentStatement.array().max(20).safeParse(list);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new NotAStatement(`${['consent', ...issue.path].join('.')}: ${issue.message}`);
}

function instant(item: JsonRecord, name: string): number | undefined {
  const value = item[name];
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new NotAStatement(`${name}: is no ISO 8601 instant`);
  return ms;
}

function record(item: JsonRecord, name: string): JsonRecord {
  const value = item[name];
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new NotAStatement(`${name}: must be an object`);
  return value;
}

const isRecord = (value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import type { IntakeEvent } from '@smarketing/contracts';
import { soundIntakeEvent } from './intake-shape.ts';

/** The fields that are text where they are there, with their characters at most. */
const WHO = Object.entries({
  leadId: 100,
  email: 320,
  userId: 300,
  anonymousId: 300,
  crmId: 300,
  phone: 50,
  companyDomain: 253,
});
const CAMPAIGN = named(['source', 'medium', 'name', 'term', 'content']);
const ASSET = named(['type', 'title', 'url']);
const STAMPS = named(['principalid', 'principalscopes']);
const PRINCIPAL_KINDS: ReadonlySet<unknown> = new Set(soundIntakeEvent.shape.principalkind.unwrap().options);

/** An instant as programs print it; there are others that are as good. */
const USUAL_INSTANT =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether a sound JSON value is an intake event of the usual shape. Nothing passes that `soundIntakeEvent` would refuse; what does not
 * pass is for that to judge, and to say what is wrong with it: it costs many times as much.
 */
export function isUsualIntake(value: unknown): value is IntakeEvent {
  return (
    isRecord(value) &&
    value['specversion'] === '1.0' &&
    isText(value['id'], 300) &&
    isText(value['source'], 300) &&
    isText(value['type'], 200) &&
    isInstant(value['time']) &&
    (value['receivedat'] === undefined || isInstant(value['receivedat'])) &&
    (value['principalkind'] === undefined || PRINCIPAL_KINDS.has(value['principalkind'])) &&
    areTexts(value, STAMPS) &&
    isUsualData(value['data'])
  );
}

function isUsualData(data: unknown): boolean {
  if (!isRecord(data) || data['consent'] !== undefined) return false;
  const { who, traits, properties, campaign, asset } = data;
  return (
    isRecord(who) &&
    areTexts(who, WHO) &&
    (traits === undefined || isRecord(traits)) &&
    (properties === undefined || isRecord(properties)) &&
    (campaign === undefined || (isRecord(campaign) && areTexts(campaign, CAMPAIGN))) &&
    (asset === undefined || (isRecord(asset) && typeof asset['id'] === 'string' && areTexts(asset, ASSET)))
  );
}

function named(names: readonly string[]): [string, number][] {
  return names.map((name) => [name, Number.POSITIVE_INFINITY]);
}

function areTexts(fields: Fields, limits: readonly (readonly [string, number])[]): boolean {
  for (const [name, mostChars] of limits) {
    const value = fields[name];
    if (value !== undefined && (typeof value !== 'string' || value.length > mostChars)) return false;
  }
  return true;
}

const isText = (value: unknown, mostChars: number): boolean =>
  typeof value === 'string' && value.length >= 1 && value.length <= mostChars;

const isInstant = (value: unknown): boolean => typeof value === 'string' && USUAL_INSTANT.test(value);

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

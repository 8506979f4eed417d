import * as z from 'zod';

/** What JSON can carry. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * CloudEvents 1.0, structured JSON. Extensions of ours:
 * `receivedat`: when the edge received what caused this (ISO 8601), for the end-to-end age;
 * `leadversion`: counts what the writer of `subject` has published, from 1: consumers keep the highest;
 * `agreementversion`: the version of the agreement under which this was decided.
 */
export type CloudEvent<D = unknown> = {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The key: a lead id, a company domain, or a document's id. */
  readonly subject: string;
  readonly time: string;
  readonly receivedat?: string | undefined;
  readonly leadversion?: number | undefined;
  readonly agreementversion?: number | undefined;
  readonly data: D;
};

/** Open, so that a field added later does not break a consumer that validates. */
export const cloudEventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(300),
  source: z.string().min(1).max(300),
  type: z.string().min(1).max(200),
  subject: z.string().min(1).max(300),
  time: z.iso.datetime({ offset: true }),
  receivedat: z.iso.datetime({ offset: true }).optional(),
  leadversion: z.int().nonnegative().optional(),
  agreementversion: z.int().nonnegative().optional(),
  data: z.unknown(),
});

const INSTANT = z.regexes.datetime({ offset: true });

/**
 * Whether the schema takes a value. Every event that is read is asked this, and asking the schema costs several times as much; it is
 * there to say what is wrong with one that is none.
 */
export function isCloudEvent(value: unknown): value is CloudEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { specversion, id, source, type, subject, time, receivedat, leadversion, agreementversion } = value as Partial<
    Record<keyof CloudEvent, unknown>
  >;
  return (
    specversion === '1.0' &&
    'data' in value &&
    isText(id, 300) &&
    isText(source, 300) &&
    isText(type, 200) &&
    isText(subject, 300) &&
    isInstant(time) &&
    (receivedat === undefined || receivedat === time || isInstant(receivedat)) &&
    (leadversion === undefined || isCount(leadversion)) &&
    (agreementversion === undefined || isCount(agreementversion))
  );
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && INSTANT.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

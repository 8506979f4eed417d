import type { JsonValue } from './cloud-event.ts';

/** What a value from outside may be at most, whichever door it came in by. */
export type SoundLimits = {
  /** Objects and arrays inside each other. */
  readonly depth: number;
  /** Members of one object. */
  readonly members: number;
  /** Characters of a member's name. */
  readonly nameChars: number;
};

/** Of an event behind the door, with all that our services put around what was sent. */
export const EVENT_JSON: SoundLimits = { depth: 32, members: 20_000, nameChars: 1_000 };

/** A JSON value that we do not take in; `field` is where in it. */
export class UnsoundJson extends Error {
  override readonly name = 'UnsoundJson';
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field === '' ? 'the event' : field}: ${message}`);
    this.field = field;
  }
}

/**
 * A parsed JSON value that everything behind the door can store and print: the given one where there is nothing to change, or a
 * copy of it in which U+0000 is taken out of strings and names, and half a surrogate pair is U+FFFD. Refused, since a copy would
 * mean something else: what exceeds the limits, members named `__proto__`, and numbers beyond what a double holds.
 */
export function soundJson(value: unknown, limits: SoundLimits): JsonValue {
  return fits(value, limits.depth, limits, isSoundText)
    ? (value as JsonValue)
    : copyOf(value, '', limits.depth, limits);
}

/** What `soundJson` makes of a JSON text; most texts are told to be sound as a whole. Throws SyntaxError as well. */
export function parseSoundJson(text: string, limits: SoundLimits): JsonValue {
  const value: unknown = JSON.parse(text);
  const isPlain = !isDoubtful(text) && text.isWellFormed() && fits(value, limits.depth, limits, isAnyText);
  return isPlain ? (value as JsonValue) : soundJson(value, limits);
}

/** The text with each half of a broken surrogate pair replaced by U+FFFD, and without U+0000: what can be stored and sent. */
export function soundText(text: string): string {
  return DOUBTFUL_TEXT.test(text) ? text.toWellFormed().replaceAll('\u0000', '') : text;
}

/** Almost no text has any of these, and looking is much cheaper than replacing. */
const DOUBTFUL_TEXT = /[\u0000\ud800-\udfff]/; // oxlint-disable-line no-control-regex
const isSoundText = (text: string): boolean => !DOUBTFUL_TEXT.test(text) && text !== '__proto__';
const isAnyText = (): boolean => true;

/** An escape may stand for anything, and for a part of a name. */
function isDoubtful(json: string): boolean {
  return json.includes('\\u') || json.includes('__proto__');
}

function copyOf(value: unknown, field: string, depthLeft: number, limits: SoundLimits): JsonValue {
  switch (typeof value) {
    case 'string':
      return soundText(value);
    case 'number':
      if (!Number.isFinite(value)) throw new UnsoundJson(field, 'is no finite number');
      return value;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      if (depthLeft <= 0) throw new UnsoundJson(field, 'is nested too deep');
      if (Array.isArray(value)) return value.map((item, i) => copyOf(item, `${field}[${i}]`, depthLeft - 1, limits));
      return recordCopy(value, field, depthLeft, limits);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new UnsoundJson(field, 'is no JSON');
  }
}

function recordCopy(value: object, field: string, depthLeft: number, limits: SoundLimits): JsonValue {
  const copy: Record<string, JsonValue> = {};
  const members = Object.entries(value);
  if (members.length > limits.members) throw new UnsoundJson(field, `has more than ${limits.members} members`);
  for (const [name, member] of members) {
    const path = within(field, name, limits);
    const soundName = soundText(name);
    if (soundName === '__proto__') throw new UnsoundJson(path, 'may not have that name');
    copy[soundName] = copyOf(member, path, depthLeft - 1, limits);
  }
  return copy;
}

/**
 * Whether a copy of a parsed value would be the same, as far as can be told at once; `isText` says it of its strings and names.
 * Says nothing of where: this is the common case.
 */
function fits(value: unknown, depthLeft: number, limits: SoundLimits, isText: (text: string) => boolean): boolean {
  if (typeof value === 'string') return isText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depthLeft <= 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!fits(item, depthLeft - 1, limits, isText)) return false;
    return true;
  }
  let members = 0;
  for (const name in value) {
    if (++members > limits.members || name.length > limits.nameChars || !isText(name)) return false;
    if (!fits((value as Record<string, unknown>)[name], depthLeft - 1, limits, isText)) return false;
  }
  return true;
}

/** The path of a member. */
function within(field: string, name: string, { nameChars }: SoundLimits): string {
  if (name.length > nameChars) {
    throw new UnsoundJson(field, `has a member whose name has more than ${nameChars} characters`);
  }
  return field === '' ? name : `${field}.${name}`;
}

import type { JsonValue } from '@smarketing/contracts';
import { canonicalJson } from './canonical-json.ts';

export type Difference = { readonly field: string; readonly first: JsonValue; readonly again: JsonValue };

const MOST_DIFFERENCES = 20;
const MOST_CHARS = 200;

/** Where two events that carry the same id say different things, the first twenty; long values are cut. */
export function differences(first: JsonValue, again: JsonValue): Difference[] {
  const found: Difference[] = [];
  collect(first, again, '', found);
  return found;
}

function collect(first: JsonValue, again: JsonValue, field: string, found: Difference[]): void {
  if (found.length >= MOST_DIFFERENCES || canonicalJson(first) === canonicalJson(again)) return;
  if (isRecord(first) && isRecord(again)) {
    for (const name of new Set([...Object.keys(first), ...Object.keys(again)])) {
      collect(own(first, name), own(again, name), field === '' ? name : `${field}.${name}`, found);
    }
    return;
  }
  found.push({ field, first: cut(first), again: cut(again) });
}

type JsonRecord = { readonly [name: string]: JsonValue };

const isRecord = (value: JsonValue): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (record: JsonRecord, name: string): JsonValue => (Object.hasOwn(record, name) ? record[name]! : null);

function cut(value: JsonValue): JsonValue {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MOST_CHARS ? value : `${text.slice(0, MOST_CHARS).toWellFormed()}…`;
}

import { hash } from 'node:crypto';
import type { JsonValue } from '@smarketing/contracts';

/** The same text for the same value, whatever the order of its members. */
export function canonicalJson(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  const record = value as { readonly [name: string]: JsonValue };
  for (const name of Object.keys(record).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(record[name])}`;
  }
  return `{${text}}`;
}

/** SHA-256 of the canonical text, hexadecimal. */
export function contentHash(value: JsonValue): string {
  return hash('sha256', canonicalJson(value), 'hex');
}

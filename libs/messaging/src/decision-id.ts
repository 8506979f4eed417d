import { hash } from 'node:crypto';

const NAMESPACE = Buffer.from('0b1f6d4e6c0b5a579e0c2c1d7e7a4b11', 'hex');

/** Long enough for the names of nearly all decisions; it begins with the namespace. */
const NAMED = Buffer.concat([NAMESPACE], 1_024);
const MOST_BYTES_PER_CHAR = 3;

/**
 * uuid5 of an input and what is derived from it: the same decision made again gives the same ids. One is made for each event that
 * leaves, so nothing is allocated for it but the digest.
 */
export function decisionId(inputId: string, ...parts: readonly (string | number)[]): string {
  const digest = hash('sha1', namedBytes([inputId, ...parts].join('|')), 'hex');
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** The namespace and the name after it. Only good until it is asked again. */
function namedBytes(name: string): Uint8Array {
  if (name.length * MOST_BYTES_PER_CHAR > NAMED.length - NAMESPACE.length) {
    return Buffer.concat([NAMESPACE, Buffer.from(name)]);
  }
  return NAMED.subarray(0, NAMESPACE.length + NAMED.write(name, NAMESPACE.length));
}

import { createHash, randomBytes } from 'node:crypto';

/** What the eye sees of a key: whether it may only write to the intake, is for the API, or belongs to a person. */
const PREFIXES = { intake: 'smk_w_', api: 'smk_a_', person: 'smk_p_' } as const;
export type KeySort = keyof typeof PREFIXES;

const BYTES = 32;
const FORM = /^smk_[wap]_[A-Za-z0-9_-]{43}$/;

/** A key that nobody can guess: a readable prefix and 256 random bits in base64url. */
export function newKey(sort: KeySort): string {
  return PREFIXES[sort] + randomBytes(BYTES).toString('base64url');
}

/** Whether `newKey` may have made it. What has another form needs not be looked up. */
export function hasKeyForm(text: string): boolean {
  return FORM.test(text);
}

/**
 * What is kept of a key: its SHA-256, in hex. No salt and no slow hash are needed where the secret has 256 random bits, and the same
 * digest every time is what finds it.
 */
export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

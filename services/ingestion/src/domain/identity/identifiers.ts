import type { Who } from '@smarketing/contracts';
import { normaliseEmail } from './email-address.ts';

/** Strongest first: where two of them point at different leads, the stronger one decides. */
export const identifierKinds = ['userId', 'crmId', 'email', 'anonymousId'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export type Identifier = { readonly kind: IdentifierKind; readonly value: string };

/** Anybody's value is nobody's: taken as an identifier it would make one lead of all who were sent with it. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'null',
  'undefined',
  'none',
  'nan',
  'n/a',
  'na',
  '-',
  '0',
  '-1',
  'true',
  'false',
  'anonymous',
  'guest',
  'unknown',
  '[object object]',
]);

/** What names a person in a statement, normalised, strongest first. A user id that is an address names the address as well. */
export function identifiersOf(who: Who): Identifier[] {
  const userId = meaningful(who.userId);
  const crmId = meaningful(who.crmId);
  const email = emailOf(who);
  const anonymousId = meaningful(who.anonymousId);
  const found: Identifier[] = [];
  if (userId !== null) found.push({ kind: 'userId', value: userId });
  if (crmId !== null) found.push({ kind: 'crmId', value: crmId });
  if (email !== null) found.push({ kind: 'email', value: email });
  if (anonymousId !== null) found.push({ kind: 'anonymousId', value: anonymousId });
  return found;
}

export const identifierKey = ({ kind, value }: Identifier): string => `${kind}:${value}`;

/** Names a person, not only a browser. */
export const isStrong = ({ kind }: Identifier): boolean => kind !== 'anonymousId';

function emailOf(who: Who): string | null {
  if (who.email !== undefined) return normaliseEmail(who.email);
  return who.userId === undefined ? null : normaliseEmail(who.userId);
}

function meaningful(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' || PLACEHOLDERS.has(trimmed.toLowerCase()) ? null : trimmed;
}

import type { Person, Scope } from './principal.ts';
import { scopesOf } from './role-scopes.ts';
import type { NumberedEntry } from './store/access-store.ts';
import { scopesOfKey, stateOf, type KeyState, type StoredKey } from './stored-key.ts';

/** A key as the API lists it. Instants are ISO 8601. */
export type KeyItem = {
  readonly id: string;
  readonly name: string;
  /** Null for a program's key. */
  readonly person: Person | null;
  readonly state: KeyState;
  /** What it may do, or might if it were active, by the roles that its person has now. */
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
};

export function keyItem(key: StoredKey, nowMs: number): KeyItem {
  const { id, name, person, createdAtMs, createdBy, expiresAtMs, revokedAtMs, revokedBy } = key;
  return {
    ...{ id, name, person, state: stateOf(key, nowMs), scopes: scopesOfKey(key) },
    createdAt: isoOf(createdAtMs),
    createdBy,
    expiresAt: expiresAtMs === null ? null : isoOf(expiresAtMs),
    revokedAt: revokedAtMs === null ? null : isoOf(revokedAtMs),
    revokedBy,
  };
}

/** A person as the API lists it, with what the roles give together. */
export type PersonItem = Person & { readonly scopes: readonly Scope[] };

export function personItem({ id, name, roles }: Person): PersonItem {
  return { id, name, roles, scopes: scopesOf(roles) };
}

/** A line of the audit trail as the API lists it. */
export type AuditItem = Omit<NumberedEntry, 'atMs'> & { readonly at: string };

export function auditItem({ number, atMs, by, what, details }: NumberedEntry): AuditItem {
  return { number, at: isoOf(atMs), by, what, details };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

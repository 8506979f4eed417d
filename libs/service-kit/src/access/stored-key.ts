import type { Person, Principal, Scope } from './principal.ts';
import { scopesOf } from './role-scopes.ts';

/** A key that was made at run time, without its secret. */
export type StoredKey = {
  readonly id: string;
  /** A program's name, by which it is known; of a person's key a label, by which its owner tells it from the other. */
  readonly name: string;
  /** Whose key it is, as that person is now; null for a program's. */
  readonly person: Person | null;
  /** What a program may do, or to what a person's key is narrowed down; null for all that the person's roles give. */
  readonly scopes: readonly Scope[] | null;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
};

export type KeyState = 'active' | 'expired' | 'revoked';

/** A key that is not active will never be so again. */
export function stateOf(
  { revokedAtMs, expiresAtMs }: Pick<StoredKey, 'revokedAtMs' | 'expiresAtMs'>,
  nowMs: number,
): KeyState {
  if (revokedAtMs !== null) return 'revoked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'active';
}

/** What the key may do by the roles that its person has now. */
export function scopesOfKey({ person, scopes }: Pick<StoredKey, 'person' | 'scopes'>): readonly Scope[] {
  if (person === null) return scopes ?? [];
  const given = scopesOf(person.roles);
  return scopes === null ? given : given.filter((scope) => scopes.includes(scope));
}

/** Who asks by an active key. A program's key for the intake alone is an intake key like the configured one. */
export function principalOf(key: Pick<StoredKey, 'name' | 'person' | 'scopes' | 'createdBy'>): Principal {
  const { name, person, createdBy: keyMadeBy } = key;
  const scopes = scopesOfKey(key);
  const isIntake = person === null && scopes.length === 1 && scopes[0] === 'intake';
  return { id: person?.id ?? name, kind: isIntake ? 'intake-key' : 'api-key', scopes, person, keyMadeBy };
}

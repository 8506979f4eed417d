import { roles, scopes, type Person, type Role, type Scope } from '../principal.ts';
import type { StoredKey } from '../stored-key.ts';

export type KeyRow = {
  readonly id: string;
  readonly name: string;
  readonly person: { readonly id: string; readonly name: string; readonly roles: readonly string[] } | null;
  readonly scopes: readonly string[] | null;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
};

export const SELECT_KEYS = `SELECT k.id, k.name, k.scopes, k.created_at_ms AS "createdAtMs", k.created_by AS "createdBy",
    k.expires_at_ms AS "expiresAtMs", k.revoked_at_ms AS "revokedAtMs", k.revoked_by AS "revokedBy",
    CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.id, 'name', p.name, 'roles', p.roles) END AS person`;
export const FROM_KEYS = 'FROM access.keys AS k LEFT JOIN access.people AS p ON p.id = k.person_id';

export function keyOf({ scopes: kept, person, ...row }: KeyRow): StoredKey {
  return { ...row, person: person && personOf(person), scopes: kept && kept.filter(isScope) };
}

/** What a later version knows and we do not gives nothing here. */
export function personOf({ id, name, roles: kept }: NonNullable<KeyRow['person']>): Person {
  return { id, name, roles: kept.filter(isRole) };
}

const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text);
const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

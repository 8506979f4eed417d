import { describe, expect, test } from '@jest/globals';
import { principalOf, stateOf } from './stored-key.ts';

const maria = { id: 'maria', name: 'Maria Lind', roles: ['marketing', 'rep'] } as const;

describe('a stored key', () => {
  test('ends at the instant at which it expires, or when it is revoked', () => {
    expect(stateOf({ revokedAtMs: null, expiresAtMs: null }, 5)).toBe('active');
    expect(stateOf({ revokedAtMs: null, expiresAtMs: 6 }, 5)).toBe('active');
    expect(stateOf({ revokedAtMs: null, expiresAtMs: 5 }, 5)).toBe('expired');
    expect(stateOf({ revokedAtMs: 4, expiresAtMs: 9 }, 5)).toBe('revoked');
  });

  test('of a person acts for that person, with what the roles give', () => {
    expect(principalOf({ name: 'laptop', person: maria, scopes: null, createdBy: 'olga' })).toEqual({
      id: 'maria',
      kind: 'api-key',
      person: maria,
      keyMadeBy: 'olga',
      scopes: ['sales', 'leads:read', 'leads:write', 'reports:read', 'agreement:read', 'agreement:write'],
    });
  });

  test('of a person that is narrowed down never has more than the roles give now', () => {
    const key = {
      createdBy: 'olga',
      name: 'report',
      person: maria,
      scopes: ['reports:read', 'operations', 'intake'] as const,
    };
    expect(principalOf(key).scopes).toEqual(['reports:read']);
    expect(principalOf({ ...key, person: { ...maria, roles: [] } }).scopes).toEqual([]);
  });

  test('of a program for the intake alone is an intake key', () => {
    expect(principalOf({ name: 'website', person: null, scopes: ['intake'], createdBy: 'olga' })).toEqual({
      ...{ id: 'website', kind: 'intake-key', scopes: ['intake'], person: null, keyMadeBy: 'olga' },
    });
    expect(principalOf({ name: 'crm', person: null, scopes: ['intake', 'sales'], createdBy: 'olga' }).kind).toBe(
      'api-key',
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { roles, scopes, type Role, type Scope } from './principal.ts';
import { scopesOf, scopesOfRole } from './role-scopes.ts';

const rolesWith = (scope: Scope): Role[] => roles.filter((role) => scopesOfRole[role].includes(scope));

describe('the scopes that roles give', () => {
  test('never let a person write to the intake', () => {
    expect(rolesWith('intake')).toEqual([]);
    expect(scopesOf(roles)).toEqual(scopes.filter((scope) => scope !== 'intake'));
  });

  test('let only admins manage people and keys', () => {
    expect(rolesWith('access:manage')).toEqual(['admin']);
  });

  test('let both sides work on the agreement, and nobody else but admins', () => {
    expect(rolesWith('agreement:write')).toEqual(['marketing', 'sales', 'admin']);
  });

  test('let those write about leads who sell', () => {
    expect(rolesWith('leads:write')).toEqual(['sales', 'rep', 'admin']);
  });

  test('are the union of what each role gives, whatever their order', () => {
    const some = fc.array(fc.constantFrom(...roles));
    fc.assert(
      fc.property(some, some, (a, b) => {
        const together = new Set([...scopesOf(a), ...scopesOf(b)]);
        expect(new Set(scopesOf([...b, ...a]))).toEqual(together);
        expect(scopesOf([...a, ...a])).toEqual(scopesOf(a));
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { grantKey, wrongId, type KeyRequest, type Refusal } from './grant-key.ts';
import type { Holder } from './store/access-store.ts';
import type { StoredKey } from './stored-key.ts';

const granting = { id: 'k9', by: 'api-key', nowMs: 1_000 };
const nobody: Holder = { person: null, activeKeys: [], isProgram: false };
const maria: Holder = { ...nobody, person: { id: 'maria', name: 'Maria Lind', roles: ['marketing'] } };
const forWebsite: KeyRequest = { name: 'website', scopes: ['intake'], expiresAtMs: null };
const forMaria: KeyRequest = { name: "Maria's laptop", person: 'maria', expiresAtMs: null };

function refusedFor(request: KeyRequest, holder: Holder): Refusal | null {
  const answer = grantKey(request, holder, granting);
  return 'refused' in answer ? answer.refused : null;
}

describe('granting a key', () => {
  test('to a program gives it the scopes that are named', () => {
    expect(grantKey(forWebsite, nobody, granting)).toEqual({
      key: {
        ...{ id: 'k9', name: 'website', person: null, scopes: ['intake'] },
        ...{ createdAtMs: 1_000, createdBy: 'api-key', expiresAtMs: null },
      },
    });
  });

  test('to a person leaves the scopes to the roles, or narrows them down', () => {
    expect(grantKey(forMaria, maria, granting)).toMatchObject({ key: { person: maria.person, scopes: null } });
    const narrow = { ...forMaria, scopes: ['reports:read'] } as const;
    expect(grantKey(narrow, maria, granting)).toMatchObject({ key: { scopes: ['reports:read'] } });
  });

  test.each([
    ['person', 'who is not there', forMaria, nobody],
    ['scopes', 'that the roles do not give', { ...forMaria, scopes: ['operations'] }, maria],
    ['scopes', 'for the intake, to a person', { ...forMaria, scopes: ['intake'] }, maria],
    ['scopes', 'none, to a program', { ...forWebsite, scopes: undefined }, nobody],
    ['scopes', 'an empty list, to a program', { ...forWebsite, scopes: [] }, nobody],
    ['scopes', 'to manage keys, to a program', { ...forWebsite, scopes: ['access:manage'] }, nobody],
    ['name', 'that is no id', { ...forWebsite, name: 'Our website' }, nobody],
    ['name', 'of a configured key', { ...forWebsite, name: 'api-key' }, nobody],
    ['expiresAt', 'that is now', { ...forWebsite, expiresAtMs: 1_000 }, nobody],
  ] as const)('names the wrong field: %s %s', (field, _, request, holder) => {
    expect(refusedFor(request, holder)).toMatchObject({ field, code: 'invalid-request' });
  });

  test('to a program that is called like a person is refused', () => {
    expect(refusedFor({ ...forWebsite, name: 'maria' }, maria)).toMatchObject({ field: null, code: 'name-taken' });
  });

  test('is refused where there are two already, which are named', () => {
    const key = { ...forWebsite, person: null, revokedAtMs: null } as unknown as StoredKey;
    const one: Holder = { ...nobody, activeKeys: [{ ...key, id: 'k1' }] };
    expect(refusedFor(forWebsite, one)).toBeNull();
    const two: Holder = { ...one, activeKeys: [...one.activeKeys, { ...key, id: 'k2' }] };
    expect(refusedFor(forWebsite, two)).toEqual({
      ...{ field: null, code: 'too-many-keys' },
      because: 'website has 2 active keys, k1 and k2: revoke one of them first.',
    });
  });
});

test.each(['a', 'maria', 'maria.lind', 'crm-2', '7_up', 'a'.repeat(64)])('%s is an id', (id) => {
  expect(wrongId(id, 'id')).toBeNull();
});

test.each(['', 'Maria', 'maria ', '-maria', 'maria.', 'a/b', 'ä', 'write-key', 'a'.repeat(65)])(
  '"%s" is no id for a person or a program',
  (id) => {
    expect(wrongId(id, 'id')).not.toBeNull();
  },
);

import { describe, expect, test } from '@jest/globals';
import { Clock } from '../clock.ts';
import { AccessCommands } from './access-commands.ts';
import { digestOf } from './key-format.ts';
import { MemoryAccessStore } from './store/memory-access-store.ts';

class SetClock extends Clock {
  nowMs = Date.parse('2026-11-23T10:00:00Z');
  now(): number {
    return this.nowMs;
  }
}

function open() {
  const clock = new SetClock();
  const store = new MemoryAccessStore();
  const commands = new AccessCommands(store, clock);
  const trail = async () => (await store.audit(9, undefined)).map(({ by, what, details }) => ({ by, what, details }));
  return { clock, store, commands, trail };
}

const website = { name: 'website', scopes: ['intake'], expiresAtMs: null } as const;
const maria = { id: 'maria', name: 'Maria Lind', roles: ['marketing'] } as const;

describe('people and keys', () => {
  test('a key is given away once; the store has its digest, and nothing else of it', async () => {
    const { store, commands } = open();
    const { key, secret } = await commands.createKey(website, 'api-key');
    expect((await store.findKeys([digestOf(secret)])).get(digestOf(secret))).toEqual(key);
    const all = await store.keys({ activeAtMs: null, limit: 9, after: undefined });
    expect(JSON.stringify([all, await store.audit(9, undefined)])).not.toContain(secret.slice(6));
  });

  test.each([
    ['smk_w_', website],
    ['smk_a_', { ...website, scopes: ['intake', 'sales'] }],
    ['smk_p_', { name: 'laptop', person: 'maria', expiresAtMs: null }],
  ] as const)('a key that begins with %s', async (prefix, request) => {
    const { commands } = open();
    await commands.putPerson(maria, 'api-key');
    expect((await commands.createKey(request, 'api-key')).secret).toMatch(new RegExp(`^${prefix}`));
  });

  test('a third active key is refused until one is revoked, or has expired', async () => {
    const { clock, commands } = open();
    const { key } = await commands.createKey(website, 'api-key');
    await commands.createKey({ ...website, expiresAtMs: clock.nowMs + 60_000 }, 'api-key');
    await expect(commands.createKey(website, 'api-key')).rejects.toMatchObject({ status: 409, code: 'too-many-keys' });
    await commands.createKey({ ...website, name: 'shop' }, 'api-key');
    clock.nowMs += 60_000;
    await commands.createKey(website, 'api-key');
    await expect(commands.createKey(website, 'api-key')).rejects.toMatchObject({ status: 409 });
    await commands.revokeKey(key.id, 'api-key');
    await commands.createKey(website, 'api-key');
  });

  test('a wrong request is answered 400, and names the field', async () => {
    const { commands, trail } = open();
    const forNobody = commands.createKey({ name: 'laptop', person: 'maria', expiresAtMs: null }, 'api-key');
    await expect(forNobody).rejects.toMatchObject({ status: 400, fields: [{ field: 'person' }] });
    await expect(commands.putPerson({ ...maria, id: 'Maria' }, 'api-key')).rejects.toMatchObject({
      ...{ status: 400, fields: [{ field: 'id' }] },
    });
    expect(await trail()).toEqual([]);
  });

  test('no person is called like a program, nor the other way round', async () => {
    const { commands } = open();
    await commands.createKey(website, 'api-key');
    await commands.putPerson(maria, 'api-key');
    const asPerson = commands.putPerson({ ...maria, id: 'website' }, 'api-key');
    await expect(asPerson).rejects.toMatchObject({ status: 409, code: 'name-taken' });
    const asProgram = commands.createKey({ ...website, name: 'maria' }, 'api-key');
    await expect(asProgram).rejects.toMatchObject({ status: 409, code: 'name-taken' });
  });

  test('the trail tells of each change once, and by whom', async () => {
    const { commands, trail } = open();
    await commands.putPerson(maria, 'api-key');
    await commands.putPerson({ ...maria, roles: [...maria.roles] }, 'api-key');
    await commands.putPerson({ ...maria, roles: ['sales'] }, 'olga');
    const { key } = await commands.createKey({ name: 'laptop', person: 'maria', expiresAtMs: null }, 'olga');
    await commands.revokeKey(key.id, 'maria');
    const again = await commands.revokeKey(key.id, 'api-key');
    expect(again).toMatchObject({ revokedBy: 'maria' });
    await expect(commands.revokeKey('none', 'api-key')).rejects.toMatchObject({ status: 404 });
    const ofKey = { key: key.id, name: 'laptop', person: 'maria' };
    const [before, after] = [['marketing'], ['sales']].map((roles) => ({ name: 'Maria Lind', roles }));
    expect(await trail()).toEqual([
      { by: 'maria', what: 'key.revoked', details: ofKey },
      { by: 'olga', what: 'key.created', details: { ...ofKey, scopes: null, expiresAt: null } },
      { by: 'olga', what: 'person.changed', details: { person: 'maria', ...after, before } },
      { by: 'api-key', what: 'person.added', details: { person: 'maria', ...before, before: null } },
    ]);
  });
});

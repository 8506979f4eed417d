import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { migrate, openPool } from '@smarketing/postgres';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import type { Pool } from 'pg';
import { SystemClock } from '../clock.ts';
import { AccessCommands } from './access-commands.ts';
import { newKey } from './key-format.ts';
import { KeysUnavailable } from './keyring.ts';
import { ACCESS_SCHEMA, accessMigrations } from './store/access-migrations.ts';
import { PostgresAccessStore } from './store/postgres-access-store.ts';
import { StoredKeyring } from './stored-keyring.ts';

const clock = new SystemClock();
const website = { name: 'website', scopes: ['intake'], expiresAtMs: null } as const;

let server: TestPostgres;
let url: string;
const pools: Pool[] = [];

/** What a process has: connections of its own, and what it remembers. */
function aProcess() {
  const pool = openPool(url, { max: 8, applicationName: 'test', onError: () => undefined });
  pools.push(pool);
  const store = new PostgresAccessStore(pool);
  return { pool, store, commands: new AccessCommands(store, clock), keyring: new StoredKeyring(store, clock) };
}

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
beforeEach(async () => {
  url = await server.freshDatabase();
  await migrate(url, ACCESS_SCHEMA, accessMigrations);
}, 60_000);
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await server?.stop();
}, 60_000);

describe('stored keys, in two processes on one database', () => {
  test('are known in each as soon as they are made, and in none 5 s after they were revoked', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const { secret, key } = await here.commands.createKey(website, 'api-key');
    for (const { keyring } of [here, there]) expect(await keyring.verify(secret)).toMatchObject({ id: 'website' });
    await here.commands.revokeKey(key.id, 'api-key');
    const revokedAt = performance.now();
    await eventually(async () => expect(await there.keyring.verify(secret)).toBeNull(), { everyMs: 50 });
    expect(performance.now() - revokedAt).toBeLessThan(5_000);
    expect(await there.keyring.verify(secret)).toBeNull();
  }, 30_000);

  test('follow the roles of their person everywhere', async () => {
    const [here, there] = [aProcess(), aProcess()];
    await here.commands.putPerson({ id: 'maria', name: 'Maria Lind', roles: ['marketing'] }, 'api-key');
    const { secret } = await here.commands.createKey({ name: 'laptop', person: 'maria', expiresAtMs: null }, 'api-key');
    expect((await there.keyring.verify(secret))?.person?.roles).toEqual(['marketing']);
    await here.commands.putPerson({ id: 'maria', name: 'Maria Lind', roles: [] }, 'api-key');
    await eventually(async () => expect((await there.keyring.verify(secret))?.scopes).toEqual([]), { everyMs: 50 });
  }, 30_000);

  test('expire', async () => {
    const { commands, keyring } = aProcess();
    const expiresAtMs = clock.now() + 500;
    const { secret } = await commands.createKey({ ...website, expiresAtMs }, 'api-key');
    expect(await keyring.verify(secret)).toMatchObject({ id: 'website' });
    await eventually(async () => expect(await keyring.verify(secret)).toBeNull(), { everyMs: 20 });
    expect(clock.now()).toBeGreaterThanOrEqual(expiresAtMs);
  }, 30_000);

  test('are never three for one holder, however many are asked for at once', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const asked = [here, there, here, there, here].map(({ commands }) => commands.createKey(website, 'api-key'));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 409, code: 'too-many-keys' });
    }
    expect(await here.store.keys({ activeAtMs: clock.now(), limit: 9, after: undefined })).toHaveLength(2);
    // What was refused left no trace.
    expect(await here.store.audit(9, undefined)).toHaveLength(2);
  });

  test('are not made for a program and a person of the same name, when both are asked for at once', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const outcomes = await Promise.allSettled([
      here.commands.createKey(website, 'api-key'),
      there.commands.putPerson({ id: 'website', name: 'Web Site', roles: ['admin'] }, 'api-key'),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('are in the database as digests alone', async () => {
    const { pool, commands } = aProcess();
    const { secret } = await commands.createKey(website, 'api-key');
    const { rows } = await pool.query<{ whole: string }>(
      `SELECT k::text AS whole FROM access.keys AS k UNION ALL SELECT a::text FROM access.audit AS a`,
    );
    expect(rows).toHaveLength(2);
    const hex = Buffer.from(secret).toString('hex');
    for (const { whole } of rows) {
      expect(whole).not.toContain(secret);
      expect(whole).not.toContain(hex);
    }
  });
});

test('while the database is away nobody can say whether a key is known; when it is back, it is', async () => {
  const { commands, keyring } = aProcess();
  const { secret } = await commands.createKey(website, 'api-key');
  await server.kill();
  try {
    // A backend may still answer what came just before the end.
    await eventually(() => expect(keyring.verify(secret)).rejects.toBeInstanceOf(KeysUnavailable), { everyMs: 50 });
    await expect(keyring.verify(newKey('api'))).rejects.toBeInstanceOf(KeysUnavailable);
    expect(await keyring.verify('of another form')).toBeNull();
  } finally {
    await server.restart();
  }
  await eventually(async () => expect(await keyring.verify(secret)).toMatchObject({ id: 'website' }));
}, 60_000);

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import 'reflect-metadata';
import { boot, openLogger, openPlatform, readConfig, type Booted } from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { allServices } from './services.ts';

const WRITE_KEY = 'w'.repeat(32);
const API_KEY = 'a'.repeat(32);

let server: TestPostgres;
let databaseUrl: string;
let here: Booted;
/** Another process on the same database. */
let there: Booted;
const closing: (() => Promise<unknown>)[] = [];

async function start(names: readonly string[]): Promise<Booted> {
  const config = readConfig({ PORT: '0', SMARKETING_WRITE_KEY: WRITE_KEY, SMARKETING_API_KEY: API_KEY });
  const platform = await openPlatform(config, databaseUrl, openLogger('silent', 'test'));
  closing.push(() => platform.close());
  const services = allServices.filter(({ name }) => names.includes(name));
  const booted = await boot(services, platform);
  closing.push(() => booted.stop());
  return booted;
}

beforeAll(async () => {
  server = await startTestPostgres();
  databaseUrl = await server.freshDatabase();
  here = await start(['console', 'ingestion']);
  there = await start(['agreement']);
}, 60_000);
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await server?.stop();
}, 60_000);

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

async function ask(
  method: string,
  path: string,
  { key = API_KEY, body, at = here }: { key?: string; body?: unknown; at?: Booted } = {},
): Promise<Answer> {
  const response = await fetch(at.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

type Made = { readonly id: string; readonly key: string; readonly scopes: readonly string[] };

async function make(body: object, key = API_KEY): Promise<Made> {
  const answer = await ask('POST', '/api/keys', { body, key });
  expect(answer.status).toBe(201);
  return answer.body as Made;
}

const person = (id: string, roles: readonly string[], key = API_KEY): Promise<Answer> =>
  ask('PUT', `/api/people/${id}`, { body: { name: `${id} of the test`, roles }, key });
const items = (answer: Answer) => answer.body['items'] as Record<string, unknown>[];

describe('people and their keys', () => {
  test('a person is let in by roles, in every process, and is told who that is', async () => {
    const added = await person('maria', ['sales', 'marketing']);
    expect(added).toMatchObject({ status: 200, body: { id: 'maria', roles: ['marketing', 'sales'] } });
    const { key } = await make({ name: "Maria's laptop", person: 'maria' });
    expect(key).toMatch(/^smk_p_/);
    expect((await ask('GET', '/api/me', { key })).body).toEqual({
      ...{ id: 'maria', kind: 'api-key', person: { id: 'maria', name: 'maria of the test' } },
      roles: ['marketing', 'sales'],
      scopes: added.body['scopes'],
    });
    expect((await ask('GET', '/api/agreements', { key, at: there })).status).toBe(200);
    expect((await ask('GET', '/api/keys', { key })).status).toBe(403);
    expect(items(await ask('GET', '/api/people'))).toContainEqual(added.body);
  });

  test('configured keys are nobody’s', async () => {
    const me = await ask('GET', '/api/me', { key: WRITE_KEY });
    expect(me.body).toEqual({ id: 'write-key', kind: 'intake-key', person: null, roles: [], scopes: ['intake'] });
    expect((await ask('GET', '/api/me')).body).toMatchObject({ id: 'api-key', person: null });
  });

  test('an admin manages people and keys, and the trail says who did what', async () => {
    await person('olga', ['admin']);
    const { key } = await make({ name: 'laptop', person: 'olga' });
    await person('ben', ['rep'], key);
    const { id } = await make({ name: 'phone', person: 'ben' }, key);
    expect((await ask('DELETE', `/api/keys/${id}`, { key })).body).toMatchObject({
      state: 'revoked',
      revokedBy: 'olga',
    });
    const first = await ask('GET', '/api/keys/audit?limit=2', { key });
    expect(items(first)).toMatchObject([
      { by: 'olga', what: 'key.revoked', details: { key: id, person: 'ben' } },
      { by: 'olga', what: 'key.created', details: { key: id, person: 'ben' } },
    ]);
    const next = await ask('GET', `/api/keys/audit?limit=1&cursor=${String(first.body['nextCursor'])}`, { key });
    expect(items(next)).toMatchObject([{ by: 'olga', what: 'person.added', details: { person: 'ben' } }]);
  });

  test('an admin writes nothing to the intake', async () => {
    await person('ines', ['admin']);
    const { key } = await make({ name: 'laptop', person: 'ines' });
    const body = { type: 'track', event: 'x', userId: 'u' };
    expect((await ask('POST', '/v1/track', { key, body })).status).toBe(403);
  });
});

describe('keys', () => {
  test('of a program for the intake write there as the configured one does, and do nothing else', async () => {
    const { key } = await make({ name: 'website', scopes: ['intake'] });
    expect(key).toMatch(/^smk_w_/);
    const track = { event: 'Content Downloaded', userId: 'u1', messageId: 'm1' };
    const send = async (headers: Record<string, string>, body: object): Promise<number> => {
      const response = await fetch(`${here.url}/v1/track`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      await response.body?.cancel();
      return response.status;
    };
    expect(await send({ authorization: `Bearer ${key}` }, track)).toBe(200);
    expect(await send({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }, track)).toBe(200);
    expect(await send({}, { ...track, writeKey: key })).toBe(200);
    expect(await send({}, { ...track, writeKey: `${key.slice(0, -4)}AAAA` })).toBe(401);
    expect((await ask('GET', '/api/leads', { key })).status).toBe(403);
    expect((await ask('GET', '/api/me', { key })).body).toMatchObject({ id: 'website', kind: 'intake-key' });
  });

  test('are listed page by page, without what they are', async () => {
    const made = [
      await make({ name: 'pages', scopes: ['leads:read'] }),
      await make({ name: 'pages', scopes: ['intake'] }),
    ];
    const first = await ask('GET', '/api/keys?limit=1');
    expect(items(first)).toMatchObject([{ id: made[1]!.id, name: 'pages', state: 'active', createdBy: 'api-key' }]);
    const second = await ask('GET', `/api/keys?limit=1&cursor=${String(first.body['nextCursor'])}`);
    expect(items(second)).toMatchObject([{ id: made[0]!.id, scopes: ['leads:read'], expiresAt: null }]);
    for (const { key } of made) expect(JSON.stringify([first.body, second.body])).not.toContain(key);
    await ask('DELETE', `/api/keys/${made[0]!.id}`);
    const ids = async (query: string) => items(await ask('GET', `/api/keys${query}`)).map(({ id }) => id);
    expect(await ids('')).toContain(made[0]!.id);
    expect(await ids('?status=active')).not.toContain(made[0]!.id);
  });

  test('are refused with the reason: a third one, a wrong request, one that is not there', async () => {
    for (let n = 0; n < 2; n += 1) await make({ name: 'third', scopes: ['intake'] });
    const third = await ask('POST', '/api/keys', { body: { name: 'third', scopes: ['intake'] } });
    expect(third).toMatchObject({ status: 409, body: { type: 'urn:smarketing:problem:too-many-keys' } });
    expect(third.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const wrong: readonly (readonly [object, string])[] = [
      [{ scopes: ['intake'] }, 'name'],
      [{ name: 'x' }, 'scopes'],
      [{ name: 'x', scopes: ['all'] }, 'scopes.0'],
      [{ name: 'x', scopes: ['access:manage'] }, 'scopes'],
      [{ name: 'x', person: 'nobody' }, 'person'],
      [{ name: 'x', scopes: ['intake'], expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
      [{ name: 'x', scopes: ['intake'], expiresAt: 'soon' }, 'expiresAt'],
    ];
    for (const [body, field] of wrong) {
      const answer = await ask('POST', '/api/keys', { body });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    }
    expect(await person('Maria', ['rep'])).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
    expect(await person('maria', ['boss'])).toMatchObject({ status: 400, body: { errors: [{ field: 'roles.0' }] } });
    expect((await ask('DELETE', '/api/keys/none')).status).toBe(404);
  });

  test('end within 5 s in every process', async () => {
    const { id, key } = await make({ name: 'reader', scopes: ['agreement:read'] });
    const status = async (at: Booted, path: string) => (await ask('GET', path, { key, at })).status;
    expect([await status(here, '/api/me'), await status(there, '/api/agreements')]).toEqual([200, 200]);
    await ask('DELETE', `/api/keys/${id}`);
    const revokedAt = performance.now();
    await eventually(
      async () => expect([await status(here, '/api/me'), await status(there, '/api/agreements')]).toEqual([401, 401]),
      { everyMs: 50 },
    );
    expect(performance.now() - revokedAt).toBeLessThan(5_000);
  }, 30_000);
});

test('while the database is away, stored keys are told to come back, and configured ones are known', async () => {
  const { key } = await make({ name: 'patient', scopes: ['leads:read'] });
  await server.kill();
  try {
    const answer = await ask('GET', '/api/me', { key });
    expect(answer).toMatchObject({ status: 503, body: { type: 'urn:smarketing:problem:keys-unavailable' } });
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect((await ask('GET', '/api/me')).status).toBe(200);
    expect((await ask('GET', '/api/me', { key: 'guessed' })).status).toBe(401);
  } finally {
    await server.restart();
  }
  await eventually(async () => expect((await ask('GET', '/api/me', { key })).status).toBe(200));
}, 60_000);

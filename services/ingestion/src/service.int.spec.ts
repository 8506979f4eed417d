import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { boot, openLogger, openPlatform, readConfig, type Booted, type OpenPlatform } from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { ingestion } from './service.ts';

let server: TestPostgres;
let platform: OpenPlatform;
let booted: Booted;
beforeAll(async () => {
  server = await startTestPostgres();
  const config = readConfig({ PORT: '0', SMARKETING_WRITE_KEY: 'w'.repeat(32), SMARKETING_API_KEY: 'a'.repeat(32) });
  platform = await openPlatform(config, await server.freshDatabase(), openLogger('silent', 'test'));
  booted = await boot([ingestion], platform);
}, 60_000);
afterAll(async () => {
  await booted?.stop();
  await platform?.close();
  await server?.stop();
}, 60_000);

test('the service runs on PostgreSQL: what was acknowledged is on the timeline, once', async () => {
  const post = (path: string, key: string, body: object): Promise<Response> =>
    fetch(`${booted.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const event = { id: 'm1', type: 'demo_requested', data: { email: 'anna@acme.com', traits: { title: 'CEO' } } };
  for (let times = 0; times < 3; times++) expect((await post('/events', 'w'.repeat(32), event)).status).toBe(202);
  const lead = await eventually(async () => {
    const { rows } = await platform.pool.query<{ id: string; repeats: number }>(
      'SELECT lead_id AS id, repeats FROM ingestion.client_event',
    );
    expect(rows).toEqual([{ id: expect.any(String), repeats: 2 }]);
    return rows[0]!.id;
  });
  expect((await post(`/api/leads/${lead}/touch`, 'a'.repeat(32), { kind: 'call' })).status).toBe(202);
  await eventually(async () => {
    const answer = await fetch(`${booted.url}/api/leads/${lead}/timeline`, {
      headers: { authorization: `Bearer ${'a'.repeat(32)}` },
    });
    const { items } = (await answer.json()) as { items: { type: string }[] };
    expect(items.map(({ type }) => type)).toEqual(['call_logged', 'demo_requested']);
  });
});

test('what clients sent and what counts nowhere is listed page by page, and shown', async () => {
  const ask = async (path: string, key = 'a'.repeat(32)) => {
    const response = await fetch(`${booted.url}/api/dead-letters/client-events${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const say = (id: string, n: number): Promise<Response> =>
    fetch(`${booted.url}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${'w'.repeat(32)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id, type: 'page_viewed', data: { email: 'ben@acme.com', properties: { n } } }),
    });
  for (const id of ['q1', 'q2']) for (const n of [1, 2]) expect((await say(id, n)).status).toBe(202);
  await eventually(async () => expect((await ask('')).body['items']).toHaveLength(2));
  const first = await ask('?limit=1&status=quarantined');
  const rest = await ask(`?limit=1&status=quarantined&cursor=${String(first.body['nextCursor'])}`);
  const items = [first, rest].flatMap(({ body }) => body['items'] as { id: string; clientId: string }[]);
  expect(items.map(({ clientId }) => clientId)).toEqual(['q2', 'q1']);
  expect(rest.body['nextCursor']).toBeNull();
  expect(await ask(`/${items[0]!.id}`)).toMatchObject({
    status: 200,
    body: {
      ...{ source: 'write-key', difference: [{ field: 'properties.n', first: 1, again: 2 }] },
      payload: { properties: { n: 2 } },
      counted: { payload: { properties: { n: 1 } } },
    },
  });
  expect((await ask('?status=refused')).body['items']).toEqual([]);
  expect(await ask('?cursor=x')).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
  expect(await ask('?colour=red')).toMatchObject({ status: 400 });
  for (const none of ['/q1', '/0190a0c8-0000-7000-8000-000000000000.1']) expect((await ask(none)).status).toBe(404);
  expect((await ask('', 'w'.repeat(32))).status).toBe(403);
});

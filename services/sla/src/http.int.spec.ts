import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PostgresLaneDatabase } from '@smarketing/postgres';
import { ServiceDatabase, boot, migrateServices, openLogger, openPlatform, readConfig } from '@smarketing/service-kit';
import type { Booted, OpenPlatform } from '@smarketing/service-kit';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { sla } from './service.ts';
import { SlaStory, inForceOf } from './sla-story.ts';
import { PostgresSlaLeads } from './store/postgres-sla-leads.ts';

const KEY = 'a-key-that-is-long-enough-for-a-test-0123456789';

describe('the service over HTTP', () => {
  let server: TestPostgres;
  let platform: OpenPlatform;
  let booted: Booted;

  beforeAll(async () => {
    server = await startTestPostgres();
    const url = await server.freshDatabase();
    const config = readConfig({ PORT: '0', SMARKETING_API_KEY: KEY, SMARKETING_CLOCK: '2026-03-25T09:20:00Z' }, []);
    platform = await openPlatform(config, url, openLogger('silent', 'sla'));
    await migrateServices([sla], url);
    const { lead } = new SlaStory('2026-03-25T09:00:00.000Z', inForceOf()).routed();
    const leads = new PostgresSlaLeads(new ServiceDatabase(platform.pool, sla.name));
    const lanes = new PostgresLaneDatabase({ pool: platform.pool, schema: sla.name });
    await lanes.transaction((tx) => leads.save(new Map([['lead-1', lead]]), tx));
    booted = await boot([sla], platform);
  }, 60_000);
  afterAll(async () => {
    await booted?.stop();
    await platform?.close();
    await server?.stop();
  });

  const get = async (path: string, key = KEY) => {
    const response = await fetch(new URL(path, booted.url), { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('lists what is due', async () => {
    const { status, body } = await get('/api/sla/due?within=2h&rep=ada');
    expect(status).toBe(200);
    expect(body).toMatchObject({ items: [{ leadId: 'lead-1', dueAt: '2026-03-25T09:00:00.000Z' }], nextCursor: null });
  });

  test('names the wrong field of a request', async () => {
    expect(await get('/api/sla/due?within=soon')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'within' }] },
    });
  });

  test('says that a lead is not known', async () => {
    expect(await get('/api/leads/nobody/sla')).toMatchObject({ status: 404, body: { title: 'lead not found' } });
  });

  test('waits for an agreement before it judges how a lead stands', async () => {
    expect(await get('/api/leads/lead-1/sla')).toMatchObject({ status: 503 });
  });

  test('answers nobody without a key', async () => {
    expect((await get('/api/sla/due', 'guessed')).status).toBe(401);
    expect((await get('/api/leads/lead-1/sla', 'guessed')).status).toBe(401);
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  boot,
  openLogger,
  openPlatform,
  readConfig,
  VERSION,
  type Booted,
  type OpenPlatform,
} from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { allServices } from './services.ts';

let server: TestPostgres;
let platform: OpenPlatform;
let booted: Booted;
beforeAll(async () => {
  server = await startTestPostgres();
  const config = readConfig({ PORT: '0', SMARKETING_WRITE_KEY: 'w'.repeat(32), SMARKETING_API_KEY: 'a'.repeat(32) });
  platform = await openPlatform(config, await server.freshDatabase(), openLogger('silent', 'test'));
  booted = await boot(allServices, platform);
}, 60_000);
afterAll(async () => {
  await booted?.stop();
  await platform?.close();
  await server?.stop();
}, 60_000);

/** The samples of a scrape, by name and labels. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${booted.url}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('smarketing_'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

test('what operations watch is there, with its labels, and nothing in them says who', async () => {
  const event = { id: 'm1', type: 'demo_requested', data: { email: 'anna@acme.com', traits: { title: 'CEO' } } };
  const answer = await fetch(`${booted.url}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${'w'.repeat(32)}`, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(202);
  const samples = await eventually(
    async () => {
      const found = await scrape();
      for (const stage of ['ingestion', 'scoring', 'routing', 'feedback', 'console']) {
        expect(found.get(`smarketing_event_age_seconds_count{stage="${stage}"}`)).toBeGreaterThan(0);
      }
      expect(found.get('smarketing_agreement_version')).toBe(0);
      return found;
    },
    { withinMs: 20_000 },
  );
  expect(samples.get(`smarketing_build_info{version="${VERSION}",node="${process.version}"}`)).toBe(1);
  const lag = 'smarketing_consumer_lag_records{topic="smarketing.intake.v1",group="ingestion",partition="23"}';
  expect(samples.get(lag)).toBe(0);
  for (const { name } of allServices) {
    expect(samples.get(`smarketing_lanes_stopped{service="${name}"}`)).toBe(0);
    await eventually(async () => {
      expect((await scrape()).get(`smarketing_lanes_owned{service="${name}"}`)).toBeGreaterThan(0);
    });
  }
  expect([...samples.keys()].filter((name) => /anna|acme|m1|[0-9a-f]{8}-[0-9a-f]{4}/.test(name))).toEqual([]);
}, 60_000);

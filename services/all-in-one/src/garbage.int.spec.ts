import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { INTAKE, type ServiceName } from '@smarketing/contracts';
import {
  FlowProgress,
  boot,
  openLogger,
  openPlatform,
  readConfig,
  type Booted,
  type OpenPlatform,
} from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import * as fc from 'fast-check';
import { garbage } from './scene/garbage.ts';
import { allServices } from './services.ts';

const RUNS = 8;
const VALUES_PER_RUN = 30;
const LANE = 3;
const API_KEY = 'a'.repeat(32);

let server: TestPostgres;
let platform: OpenPlatform;
let booted: Booted;
beforeAll(async () => {
  server = await startTestPostgres();
  const config = readConfig({ PORT: '0', SMARKETING_WRITE_KEY: 'w'.repeat(32), SMARKETING_API_KEY: API_KEY });
  platform = await openPlatform(config, await server.freshDatabase(), openLogger('silent', 'test'));
  booted = await boot(allServices, platform);
}, 60_000);
afterAll(async () => {
  await booted?.stop();
  await platform?.close();
  await server?.stop();
}, 60_000);

const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
  return (await (await fetch(`${booted.url}${path}`, { headers, ...init })).json()) as T;
};
const idle = (): Promise<void> =>
  eventually(
    async () => {
      const { waitingFor, stopped } = await ask<{ waitingFor: string[]; stopped: object[] }>('/api/flow');
      expect({ stopped, waitingFor }).toEqual({ stopped: [], waitingFor: [] });
    },
    { withinMs: 30_000 },
  );
const rows = async (sql: string): Promise<object[]> => (await platform.pool.query<object>(sql)).rows;

const anEvent = (id: string, type: string, data: object): string =>
  JSON.stringify({ specversion: '1.0', id, source: 'neighbours', type, time: '2026-03-02T11:00:00Z', data });
const put = (values: readonly string[]): Promise<void> =>
  platform.log.append(values.map((value) => ({ topic: INTAKE, partition: LANE, key: 'k', value, headers: {} })));

test('whatever is produced into the intake is taken or set aside by itself, in all services, and its neighbours are not touched', async () => {
  await ask('/api/reps/constructor', { method: 'PUT', body: JSON.stringify({ name: '__proto__', openLeadCap: 999 }) });
  const traits = { firstName: 'Anna', title: 'VP Operations', company: 'Acme', headcount: 300, country: 'DE' };
  await put([
    anEvent('anna', 'identify', { who: { email: 'anna@acme.com' }, traits }),
    anEvent('demo', 'demo_requested', { who: { email: 'anna@acme.com' } }),
  ]);
  await idle();
  let expected = 2;
  await fc.assert(
    fc.asyncProperty(fc.array(garbage, { minLength: VALUES_PER_RUN, maxLength: VALUES_PER_RUN }), async (values) => {
      await put(
        values.flatMap((value) => {
          const id = `n-${expected++}`;
          return [value, anEvent(id, 'email_clicked', { who: { email: `${id}@acme.com` } })];
        }),
      );
      await idle();
      const taken = `SELECT FROM ingestion.client_event WHERE source = 'neighbours' AND status = 'applied'`;
      expect(await rows(taken)).toHaveLength(expected);
      // Nothing got so far as to trouble a decision or the database.
      for (const { name } of allServices) expect(await lettersOf(name)).toEqual([]);
      const { services } = await booted.app.get(FlowProgress).read();
      expect(services.flatMap(({ stopped, waiting, failure }) => [...stopped, ...waiting, failure])).toEqual(
        services.map(() => null),
      );
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
}, 180_000);

const lettersOf = (service: ServiceName): Promise<object[]> =>
  rows(`SELECT reactor, reason, detail FROM ${service}.dead_letters WHERE reason <> 'undecodable'`);

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, PostgresEventLog } from '@smarketing/postgres';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { smarketing, smarketingJson } from '../import/command-line.ts';
import { startInstallation, type Installation } from '../installation.ts';
import { foreignDeal, READERS } from './foreign-deal.ts';

type Letter = { service: string; id: string; status: string; reason: string; attempts: number };
type Letters = { items: Letter[] };
type Replayed = { items: { letter: string; outcome: string; detail: string | null }[] };

let server: TestPostgres;
let pool: ReturnType<typeof openPool>;
let log: PostgresEventLog;
let installation: Installation;

beforeAll(async () => {
  server = await startTestPostgres();
  const url = await server.freshDatabase();
  installation = await startInstallation('embedded', { env: { DATABASE_URL: url } });
  pool = openPool(url, { max: 2, applicationName: 'elsewhere', onError: () => undefined });
  log = new PostgresEventLog({ pool });
}, 120_000);

afterAll(async () => {
  await log?.close();
  await pool?.end();
  await installation?.remove();
  await server?.stop();
}, 60_000);

const list = (...args: readonly string[]): Promise<Letters> =>
  smarketingJson<Letters>(installation, 'dead-letters', 'list', ...args);

const untilSetAside = (): Promise<Letters> =>
  eventually(
    async () => {
      const found = await list('--status', 'waiting', '--reason', 'foreign');
      expect(found.items.map(({ service }) => service).toSorted()).toEqual(READERS);
      return found;
    },
    { withinMs: 20_000 },
  );

const won = async (): Promise<number> =>
  (await installation.api.get<{ won: number }>('/api/reports/funnel?by=source')).won;

describe('a record that no service of ours has written', () => {
  it('is set aside by each that reads it, and counts once when it is replayed', async () => {
    const lead = await foreignDeal(installation.api, log, 'ana@foreign.example', 'deal-1');
    const { items } = await untilSetAside();
    const name = `feedback/${items.find(({ service }) => service === 'feedback')!.id}`;
    const shown = await smarketing(installation, 'dead-letters', 'show', name);
    expect(shown.stdout).toMatch(/Why +foreign: the record carries no number of ours[^]*"dealId": "deal-1"/);
    expect(await won()).toBe(0);

    const first = await smarketingJson<Replayed>(installation, 'dead-letters', 'replay', name);
    expect(first.items).toEqual([{ letter: name, outcome: 'applied', detail: null }]);
    expect(await won()).toBe(1);
    const rest = await smarketingJson<Replayed>(installation, 'dead-letters', 'replay', '--all', '--reason', 'foreign');
    expect(rest.items.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied', 'applied']);
    await installation.api.idle();
    expect(await installation.api.get(`/api/leads/${lead}`)).toMatchObject({ stage: 'customer' });

    const again = await smarketing(installation, 'dead-letters', 'replay', name);
    expect([again.code, again.stdout]).toEqual([1, expect.stringMatching(/not tried: It was replayed already/)]);
    expect(await won()).toBe(1);
    expect((await list()).items).toEqual([]);
    expect((await list('--status', 'replayed')).items.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2, 2]);
  }, 60_000);

  it('counts once, however many ask at the same time, and though all processes are killed meanwhile', async () => {
    await foreignDeal(installation.api, log, 'ben@foreign.example', 'deal-2');
    const { items } = await untilSetAside();
    const ask = ({ service, id }: Letter): Promise<unknown> =>
      installation.api.call('POST', `/api/dead-letters/${service}/${id}/replay`).catch(() => null);
    const asked = [...items, ...items, ...items].map(ask);
    await Promise.race(asked);
    await installation.kill();
    await Promise.all(asked);
    installation = await installation.restart();
    await installation.api.idle();
    // Of those that were not asked for in time nothing is known but that they wait.
    await smarketing(installation, 'dead-letters', 'replay', '--all');
    const { items: open } = await list();
    expect(open).toEqual([]);
    expect((await list('--status', 'replayed')).items.map(({ attempts }) => attempts)).toEqual(Array(10).fill(2));
    await installation.api.idle();
    expect(await won()).toBe(2);
  }, 120_000);
});

describe('what clients send', () => {
  it('and nobody can read stays a dead letter with the new reason', async () => {
    const { url, writeKey } = installation;
    const response = await fetch(`${url}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messageId: 'm1', userId: 'u1', event: 17 }),
    });
    expect(response.status).toBe(200);
    const [letter] = await eventually(async () => {
      const { items } = await list('--service', 'ingestion');
      expect(items).toMatchObject([{ reason: 'undecodable', attempts: 1 }]);
      return items;
    });
    const replay = await smarketing(installation, 'dead-letters', 'replay', `ingestion/${letter!.id}`);
    expect([replay.code, replay.stdout]).toEqual([1, expect.stringMatching(/failed again: undecodable: refused at/)]);
    expect((await list('--service', 'ingestion')).items).toMatchObject([{ id: letter!.id, attempts: 2 }]);
  }, 60_000);

  it('under an id that stood for something else is quarantined, and shown with the difference', async () => {
    const { api } = installation;
    const say = (need: string) => ({
      ...{ id: 'same', source: 'website', type: 'demo_requested' },
      data: { email: 'cara@twice.example', properties: { need } },
    });
    await api.emit(say('speed'));
    await api.emit(say('speed'));
    await api.emit(say('price'));
    await api.idle();
    const { items } = await smarketingJson<{ items: { id: string; status: string }[] }>(
      installation,
      ...['dead-letters', 'list', '--client-events'],
    );
    expect(items).toMatchObject([{ status: 'quarantined', source: 'website', clientId: 'same' }]);
    const shown = await smarketing(installation, 'dead-letters', 'show', `client-events/${items[0]!.id}`);
    expect(shown.stdout).toMatch(/Differs +properties\.need: counts "speed", here "price"/);
    const metrics = await (await fetch(`${installation.url}/metrics`)).text();
    for (const [outcome, count] of [
      ['applied', 1],
      ['repeat', 1],
      ['quarantined', 1],
    ] as const) {
      expect(metrics).toContain(`smarketing_events_ingested_total{source="website",outcome="${outcome}"} ${count}\n`);
    }
    expect(metrics).toMatch(/^smarketing_events_ingested_total\{source="unknown",outcome="refused"\} 1$/m);
    expect(metrics).toMatch(/^smarketing_dead_letters_total\{reactor="ingestion\/-",reason="undecodable"\} 2$/m);
    expect(metrics).toMatch(/^smarketing_outbox_oldest_seconds 0$/m);
  }, 60_000);
});

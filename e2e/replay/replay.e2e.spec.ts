import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isReplayTopic, topics, type CloudEvent } from '@smarketing/contracts';
import { LANES, decodeRecord } from '@smarketing/messaging';
import { PostgresEventLog, openPool } from '@smarketing/postgres';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import type { Pool } from 'pg';
import { smarketingJson } from '../import/command-line.ts';
import { startInstallation, type Installation } from '../installation.ts';
import { differences, publicFigures } from './public-figures.ts';
import { randomOf, randomPeople, type Said } from './random-people.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const PEOPLE = 200;
const NEWCOMERS = 100;

/** A Saturday: no clock that counts business hours comes due meanwhile. */
const SATURDAY = '2026-03-21T10:00:00.000Z';

type Report = { readonly items: readonly { readonly for: string; readonly state: string; readonly events: number }[] };

describe(`replay of derived state, seed ${SEED}`, () => {
  const random = randomOf(SEED);
  let server: TestPostgres;
  let installation: Installation;
  let pool: Pool;
  let log: PostgresEventLog;

  beforeAll(async () => {
    server = await startTestPostgres();
    const url = await server.freshDatabase();
    const clock = `${SATURDAY}@${new Date().toISOString()}`;
    installation = await startInstallation('embedded', { clock, env: { DATABASE_URL: url } });
    pool = openPool(url, { max: 4, applicationName: 'test', onError: () => undefined });
    log = new PostgresEventLog({ pool });
    const { api } = installation;
    for (const rep of ['rosa', 'tomas', 'uma'])
      await api.put(`/api/reps/${rep}`, { name: rep, openLeadCap: 500, dailyCap: 500 });
    await api.idle();
    await say(randomPeople('a', PEOPLE, Date.parse(SATURDAY), random));
    await api.idle();
  }, 300_000);
  afterAll(async () => {
    await log?.close();
    await pool?.end();
    await installation?.remove();
    await server?.stop();
  }, 60_000);

  async function say(all: readonly Said[]): Promise<void> {
    const { api } = installation;
    for (let first = 0; first < all.length; first += 20) {
      await Promise.all(
        all.slice(first, first + 20).map(({ by, event }) => (by === 'sales' ? api.say(event) : api.emit(event))),
      );
    }
  }

  /** Ids of all events that others outside may have heard, as they stand on the log. */
  async function announced(topic: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let partition = 0; partition < LANES; partition++) {
      const records = await log.read(topic, partition, 0, 100_000);
      ids.push(...records.flatMap((record) => decodeRecord(record).map(({ id }: CloudEvent) => id)));
    }
    return ids;
  }

  async function headsApartFromReplays(): Promise<Record<string, readonly number[]>> {
    return Object.fromEntries(await log.heads(Object.keys(topics).filter((topic) => !isReplayTopic(topic))));
  }

  const replay = (service: string): Promise<Report> => smarketingJson<Report>(installation, 'replay', '--for', service);
  const figures = (): Promise<ReadonlyMap<string, unknown>> => publicFigures(installation.api, SATURDAY);

  it('has something to lose', async () => {
    const { api } = installation;
    const { outcomes } = await api.get<{ outcomes: Record<string, number> }>('/api/leads/counts');
    expect(Object.values(outcomes).filter((count) => count > 0).length).toBeGreaterThan(2);
    expect((await api.get<{ won: number }>('/api/reports/funnel?by=source')).won).toBeGreaterThan(0);
  });

  it.each([
    ['console', 'TRUNCATE console.lead_view'],
    ['scoring', 'TRUNCATE scoring.evidence'],
    [
      'feedback',
      `UPDATE feedback.feedback_lead SET source = 'wrong', body = (body::jsonb || '{"first": null, "stages": {}}')::json`,
    ],
  ])(
    'gives the same figures again after those of %s were lost, and announces nothing',
    async (service, loss) => {
      const before = await figures();
      const heads = await headsApartFromReplays();
      await pool.query(loss);
      expect(differences(before, await figures())).not.toEqual([]);
      const { items } = await replay(service);
      const [rebuilt] = items.filter((item) => item.for === service);
      expect(rebuilt).toMatchObject({ state: 'done', events: expect.any(Number) });
      expect(rebuilt?.events).toBeGreaterThan(PEOPLE);
      await installation.api.idle();
      expect(differences(before, await figures())).toEqual([]);
      expect(await headsApartFromReplays()).toEqual(heads);
    },
    240_000,
  );

  it('while intake goes on, ends where a replay afterwards ends, and nobody is told anything twice', async () => {
    const before = await figures();
    const untouched = (before.get('leads') as readonly string[]).map((id) => `/api/leads/${id}`);
    const load = say(randomPeople('b', NEWCOMERS, Date.parse(SATURDAY), random));
    const first = replay('all');
    const second = replay('console');
    await Promise.all([load, first, second]);
    await installation.api.idle();
    const busy = await figures();
    const of = (all: ReadonlyMap<string, unknown>) => new Map(untouched.map((path) => [path, all.get(path)]));
    expect(differences(of(before), of(busy))).toEqual([]);
    expect((busy.get('leads') as readonly string[]).length).toBe(PEOPLE + NEWCOMERS);
    await replay('all');
    await installation.api.idle();
    expect(differences(busy, await figures())).toEqual([]);
    for (const topic of [
      'smarketing.routing.v1',
      'smarketing.nurture.v1',
      'smarketing.score.v1',
      'smarketing.sla.v1',
    ]) {
      const ids = await announced(topic);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
    }
  }, 300_000);

  it.each([1, 2])(
    'goes on after everything was killed in the middle of it, %d',
    async () => {
      const before = await figures();
      const { id } = (await installation.api.call('POST', '/api/replays', { for: 'all' })).body;
      const looks = Math.floor(random() * 6);
      for (let n = 0; n < looks; n++) await installation.api.get('/api/replays');
      await installation.kill();
      installation = await installation.restart();
      await eventually(
        async () => {
          const { items } = await installation.api.get<{ items: { id: string; state: string }[] }>('/api/replays');
          expect(items.map((each) => [each.id, each.state])).toEqual([1, 2, 3].map(() => [id, 'done']));
        },
        { withinMs: 60_000, everyMs: 100 },
      );
      await installation.api.idle();
      expect(differences(before, await figures())).toEqual([]);
    },
    240_000,
  );

  it('sets nothing aside', async () => {
    const metrics = await (await fetch(`${installation.url}/metrics`)).text();
    expect(metrics.split('\n').filter((line) => line.startsWith('smarketing_dead_letters_total{'))).toEqual([]);
  });
});

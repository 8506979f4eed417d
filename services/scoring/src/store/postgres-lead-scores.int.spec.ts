import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engagementRecorded, type CloudEvent } from '@smarketing/contracts';
import { Conflict, laneOf } from '@smarketing/messaging';
import { PostgresLaneDatabase, laneMigrations, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { newLeadAtHand, type LeadAtHand } from '../domain/lead-score.ts';
import { leadScoresContract } from './lead-scores.contract.ts';
import { scoringMigrations } from './migrations.ts';
import { PostgresLeadScores } from './postgres-lead-scores.ts';
import { PostgresRulesDays } from './postgres-rules-days.ts';
import { rulesDaysContract } from './rules-days.contract.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);

afterAll(() => server?.stop(), 60_000);

async function open(max = 3) {
  const url = await server.freshDatabase();
  await migrate(url, 'scoring', [...laneMigrations, ...scoringMigrations]);
  const pool = openPool(url, { max, applicationName: 'test', onError: () => undefined });
  const service = new ServiceDatabase(pool, 'scoring');
  return { pool, service, database: new PostgresLaneDatabase({ pool, schema: 'scoring' }), close: () => pool.end() };
}

leadScoresContract('PostgresLeadScores', async (newest, carrying) => {
  const { pool: _pool, service, ...setup } = await open();
  return { leads: new PostgresLeadScores(service, newest, carrying), ...setup };
});

rulesDaysContract('PostgresRulesDays', async () => {
  const { pool: _pool, service, ...setup } = await open();
  return { days: new PostgresRulesDays(service), ...setup };
});

it('of two processes that qualify leads by the rules alone at once, the later one decides again', async () => {
  const { service, database, close } = await open();
  const days = new PostgresRulesDays(service);
  const qualify = (meanwhile: () => Promise<void>) =>
    database.transaction(async (tx) => {
      const view = await days.load([], tx);
      await meanwhile();
      days.apply(view, { day: 5 });
      await days.save(view, tx);
    });
  await expect(qualify(() => qualify(async () => undefined))).rejects.toBeInstanceOf(Conflict);
  expect(await database.transaction((tx) => days.load([], tx))).toMatchObject({ day: 5, qualified: 1 });
  await close();
});

it('a batch that has not looked for known evidence is decided again, also where another one has begun to look meanwhile', async () => {
  const { service, database, close } = await open();
  const leads = new PostgresLeadScores(service, () => 7);
  const did = (id: string): LeadAtHand => {
    const event = { id, type: 'page_viewed', occurredAt: 5, receivedAt: 5 };
    const lead = newLeadAtHand();
    return { ...lead, atHand: { ...lead.atHand, added: [{ event, weighed: true }] } };
  };
  const told = (id: string, subject: string) =>
    ({ subject, type: engagementRecorded.type, data: { eventId: id, type: 'page_viewed' } }) as unknown as CloudEvent;
  const take = (id: string, key: string, meanwhile: () => Promise<unknown>) =>
    database.transaction(async (tx) => {
      await leads.load([key], [told(id, key)], tx);
      await meanwhile();
      await leads.save(new Map([[key, did(id)]]), tx);
    });
  leads.claimed([laneOf('a'), laneOf('b')]);
  await take('one', 'a', async () => undefined);
  await take('two', 'b', async () => undefined);
  const other = () => expect(take('two', 'b', async () => undefined)).rejects.toBeInstanceOf(Conflict);
  await expect(take('one', 'a', other)).rejects.toBeInstanceOf(Conflict);
  await close();
});

describe('leads that an earlier version of the service has stored', () => {
  it('get the lane of their key', async () => {
    const url = await server.freshDatabase();
    const before = scoringMigrations.findIndex(({ name }) => name === 'lead-score-lanes');
    await migrate(url, 'scoring', [...laneMigrations, ...scoringMigrations.slice(0, before)]);
    const keys = Array.from({ length: 300 }, (_, n) => `0198c3d2-7a${n}`.slice(0, 1 + (n % 14)) + n);
    keys.push('', 'ü', 'łódź', '🐘', '🐘🐘a', '\u{10ffff}b', 'x'.repeat(1_000));
    const pool = openPool(url, { max: 1, applicationName: 'test', onError: () => undefined });
    await pool.query(
      `INSERT INTO scoring.lead_score (key, body, agreement_version) SELECT key, '{}', 0 FROM unnest($1::text[]) AS key`,
      [[...new Set(keys)]],
    );
    await migrate(url, 'scoring', [...laneMigrations, ...scoringMigrations]);
    const { rows } = await pool.query<{ key: string; lane: number }>('SELECT key, lane FROM scoring.lead_score');
    expect(rows.length).toBeGreaterThan(300);
    for (const { key, lane } of rows) expect([key, lane]).toEqual([key, laneOf(key)]);
    await pool.end();
  });

  it('are swept as well where it still ran when the lanes came', async () => {
    const { service, database, close } = await open();
    const leads = new PostgresLeadScores(service, () => 1);
    const [ours, others] = [laneOf('lead-1'), (laneOf('lead-1') + 1) % 24];
    const foreign = Array.from({ length: 200 }, (_, n) => `lead-${n}`).find((key) => laneOf(key) === others)!;
    await service.pool.query(
      `INSERT INTO scoring.lead_score (key, body, agreement_version) SELECT key, '{}', 0 FROM unnest($1::text[]) AS key`,
      [['lead-1', foreign]],
    );
    const owing = await database.transaction((tx) => leads.lanesBehind([ours], 1, tx));
    expect([...owing]).toEqual([ours]);
    const counts = await database.transaction((tx) => leads.countBehind([ours], 1, tx));
    expect([...counts]).toEqual([[ours, 1]]);
    const asked = { version: 1, after: null, limit: 10 };
    const behind = (lane: number) => database.transaction((tx) => leads.keysBehind({ lane, ...asked }, tx));
    expect(await behind(ours)).toEqual(['lead-1']);
    // It may belong to another process.
    expect(await behind(others)).toEqual([]);
    await close();
  });
});

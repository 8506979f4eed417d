import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conflict, laneOf, type Tx } from '@smarketing/messaging';
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

describe('the page of a sweep that is read ahead', () => {
  const lane = laneOf('a');
  const keys = Array.from({ length: 200 }, (_, n) => `lead-${n}`).filter((key) => laneOf(key) === lane);
  const [first, second] = keys.toSorted() as [string, string];
  const evidence = (id: string) => ({
    event: { id, type: 'page_viewed', occurredAt: 5, receivedAt: 5 },
    weighed: true,
  });
  const withEvidence = (lead: LeadAtHand, id: string): LeadAtHand => ({
    ...lead,
    atHand: { ...lead.atHand, added: [evidence(id)] },
  });

  /** One connection: what is asked after a batch comes after what the batch has begun to read ahead. */
  async function afterFirstPage() {
    const { pool, service, database, close } = await open(1);
    const leads = new PostgresLeadScores(service, () => 7);
    const save = (key: string, lead: LeadAtHand) =>
      database.transaction((tx) => leads.save(new Map([[key, lead]]), tx));
    for (const key of [first, second]) await save(key, withEvidence(newLeadAtHand(), `${key} did`));
    const page = (after: string | null, tx: Tx) => leads.keysBehind({ lane, version: 7, after, limit: 1 }, tx);
    expect(await database.transaction((tx) => page(null, tx))).toEqual([first]);
    const loadSecond = async (tx: Tx) => {
      expect(await page(first, tx)).toEqual([second]);
      const loaded = await leads.load([second], [], tx);
      return loaded.get(second)?.atHand.evidence?.map(({ id }) => id);
    };
    return { pool, database, leads, page, save, loadSecond, close };
  }

  it('is taken where nobody has written its leads since', async () => {
    const { pool, database, loadSecond, close } = await afterFirstPage();
    await pool.query('DELETE FROM scoring.evidence');
    expect(await database.transaction(loadSecond)).toEqual([`${second} did`]);
    expect(await database.transaction(loadSecond)).toEqual([]);
    await close();
  });

  it('is read again where a lead has got more evidence since', async () => {
    const { database, save, loadSecond, close } = await afterFirstPage();
    await save(second, withEvidence(newLeadAtHand(), 'later'));
    expect(await database.transaction(loadSecond)).toEqual(['later', `${second} did`]);
    await close();
  });

  it('is read again by the batch that has itself forgotten the evidence', async () => {
    const { database, leads, loadSecond, close } = await afterFirstPage();
    const forgetting = database.transaction(async (tx) => {
      await leads.forget([lane], tx);
      expect(await loadSecond(tx)).toEqual([]);
      throw new Error('rolled back');
    });
    await expect(forgetting).rejects.toThrow('rolled back');
    expect(await database.transaction(loadSecond)).toEqual([`${second} did`]);
    await close();
  });

  it('keeps no batch waiting that has the connection that it waits for', async () => {
    const { database, page, loadSecond, close } = await afterFirstPage();
    const loaded = database.transaction(async (tx) => {
      await page(null, tx);
      await page('', tx);
      return loadSecond(tx);
    });
    expect(await loaded).toEqual([`${second} did`]);
    await close();
  });

  it('is read with the batch where reading ahead has failed', async () => {
    const { pool, database, page, loadSecond, close } = await afterFirstPage();
    await pool.query('ALTER TABLE scoring.evidence RENAME TO elsewhere');
    await database.transaction((tx) => page(null, tx));
    await database.transaction((tx) => page('', tx));
    await pool.query('ALTER TABLE scoring.elsewhere RENAME TO evidence');
    expect(await database.transaction(loadSecond)).toEqual([`${second} did`]);
    await close();
  });
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

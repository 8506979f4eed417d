import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { laneMigrations } from './lane-tables.ts';
import { migrate } from './migrate.ts';
import { openPool } from './pool.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresLaneDatabase } from './postgres-lane-database.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop(), 60_000);

test('letters and commands of the first release are there after the upgrade, and the letters can be tried again', async () => {
  const url = await server.freshDatabase();
  const schema = 'scoring';
  await migrate(url, schema, laneMigrations.slice(0, 1));
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  try {
    await pool.query(`
      INSERT INTO scoring.dead_letters VALUES
        ('a', 7, 'on-touch', 'decide-threw', 'TypeError: x', 'smarketing.sales.v1', 7, 12, 'e1', '{"id":"e1"}', 1000);
      INSERT INTO scoring.inbox (id, lane, event) VALUES ('c', 3, '{"id":"c","data":"\\u0000"}')`);
    await migrate(url, schema, laneMigrations);
    const deadLetters = new PostgresDeadLetters({ pool, schema });
    expect(await deadLetters.find('a')).toMatchObject({
      ...{ status: 'waiting', attempts: 1, atMs: 1_000, triedAtMs: 1_000, payload: '{"id":"e1"}', record: null },
      ...{ stack: null, eventType: null, isCut: false, replays: [] },
    });
    expect(await deadLetters.replay(['a'], 'ana', 2_000)).toEqual(['a']);
    const database = new PostgresLaneDatabase({ pool, schema });
    expect(await database.transaction((tx) => database.inbox(tx, [3, 7], 10))).toEqual([
      { id: 'c', lane: 3, event: { id: 'c', data: '\u0000' } },
      { id: 'replay a 2', lane: 7, letterId: 'a', atMs: 2_000 },
    ]);
  } finally {
    await pool.end();
  }
}, 60_000);

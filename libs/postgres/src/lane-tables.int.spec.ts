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

test('what a lane of a former release has counted is there after the upgrade', async () => {
  const url = await server.freshDatabase();
  const schema = 'scoring';
  const packed = laneMigrations.findIndex(({ name }) => name === 'lanes-packed');
  await migrate(url, schema, laneMigrations.slice(0, packed));
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  try {
    const seen = {
      'smarketing.sales.v1|': 3,
      'smarketing.sales.v1|ingestion/7': 40,
      'smarketing.sales.v1|ingestion/0': 2,
    };
    const sent = { 'smarketing.score.v1|3': 4 };
    await pool.query('INSERT INTO scoring.lanes (lane, epoch, seen, sent) VALUES (3, 1, $1, $2)', [
      JSON.stringify(seen),
      JSON.stringify(sent),
    ]);
    await migrate(url, schema, laneMigrations);
    const database = new PostgresLaneDatabase({ pool, schema });
    const [claimed] = await database.claim([3]);
    expect(claimed!.row).toMatchObject({ epoch: 2, seen, sent });
    const more = { ...claimed!.row, sent: { ...sent, 'smarketing.score.v1|5': 1 } };
    await database.transaction((tx) => database.advance(tx, [more]));
    expect((await database.claim([3]))[0]!.row).toEqual({ ...more, epoch: 3 });
  } finally {
    await pool.end();
  }
}, 60_000);

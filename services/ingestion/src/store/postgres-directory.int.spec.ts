import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Conflict } from '@smarketing/messaging';
import { PostgresLaneDatabase, migrate, openPool } from '@smarketing/postgres';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { takeStatement } from '../domain/take-statement.ts';
import { aStatement } from '../scene/a-statement.ts';
import { directoryContract, takeBatch, type DirectorySetup } from './directory.contract.ts';
import { migrations } from './migrations.ts';
import { PostgresDirectory } from './postgres-directory.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop(), 60_000);

async function open() {
  const url = await server.freshDatabase();
  await migrate(url, 'ingestion', migrations);
  const pool = openPool(url, { max: 8, applicationName: 'test', onError: () => undefined });
  const database = new PostgresLaneDatabase({ pool, schema: 'ingestion' });
  const setup: DirectorySetup = {
    directory: new PostgresDirectory({ pool, schema: 'ingestion' }),
    transaction: (work) => database.transaction(work),
    close: () => pool.end(),
  };
  return { ...setup, pool, database };
}

directoryContract('PostgresDirectory', open);

describe('two batches that overlap', () => {
  test('the second to write a new name is told to decide again', async () => {
    const setup = await open();
    try {
      const late = setup.transaction(async (tx) => {
        const statement = aStatement('late');
        const view = await setup.directory.load([statement], tx);
        await takeBatch(setup, [aStatement('early')]);
        setup.directory.apply(view, takeStatement(statement, view).changes!);
        await setup.directory.save(view, tx);
      });
      await expect(late).rejects.toThrow(Conflict);
      const late2 = await takeBatch(setup, [aStatement('late')]);
      expect(late2.map(({ definition }) => definition.type)).toEqual(['smarketing.engagement.recorded.v1']);
    } finally {
      await setup.close();
    }
  });

  test('a lead that was changed meanwhile is not overwritten', async () => {
    const setup = await open();
    try {
      await takeBatch(setup, [aStatement('m1')]);
      // An earlier use of a known name changes the lead, although nothing foretold it: the lead was only locked against removal.
      const earlier = aStatement('m2', { time: '2026-03-01T00:00:00.000Z', receivedat: '2026-03-02T12:00:00.000Z' });
      const late = setup.transaction(async (tx) => {
        const view = await setup.directory.load([earlier], tx);
        await takeBatch(setup, [aStatement('m3', { type: 'identify', data: { traits: { title: 'CEO' } } })]);
        setup.directory.apply(view, takeStatement(earlier, view).changes!);
        await setup.directory.save(view, tx);
      });
      await expect(late).rejects.toThrow(Conflict);
      expect(setup.database.classify(await late.catch((error: unknown) => error))).toBe('conflict');
    } finally {
      await setup.close();
    }
  });

  test('repeats are counted on the row', async () => {
    const setup = await open();
    try {
      await takeBatch(setup, [aStatement('m1')]);
      await takeBatch(setup, [aStatement('m1'), aStatement('m1')]);
      const other = aStatement('m1', { data: { properties: { n: 2 } } });
      await takeBatch(setup, [other, other]);
      const { rows } = await setup.pool.query(
        'SELECT status, repeats, difference FROM ingestion.client_event ORDER BY variant',
      );
      expect(rows).toEqual([
        { status: 'applied', repeats: 2, difference: null },
        { status: 'quarantined', repeats: 1, difference: [{ field: 'properties', first: null, again: { n: 2 } }] },
      ]);
    } finally {
      await setup.close();
    }
  });
});

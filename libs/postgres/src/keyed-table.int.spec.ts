import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { laneOf } from '@smarketing/messaging';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { contractInitial, keyedStateContract } from '../../messaging/src/keyed-state.contract.ts';
import type { ContractState } from '../../messaging/src/keyed-state.contract.ts';
import { KeyedTable, keyedTableSql } from './keyed-table.ts';
import { migrate } from './migrate.ts';
import { openPool } from './pool.ts';
import { PostgresLaneDatabase } from './postgres-lane-database.ts';

const schema = 'scoring';
const table = 'lead';
let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTestPostgres();
  url = await server.freshDatabase();
  const sql = keyedTableSql(table, { grade: 'text', version: 'bigint', at: 'timestamptz', tags: 'json' }, [
    ['grade', 'version'],
  ]);
  await migrate(url, schema, [{ name: 'lead-1', sql }]);
}, 60_000);
afterAll(() => server?.stop(), 60_000);

async function open() {
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  await pool.query('TRUNCATE scoring.lead');
  const states = new KeyedTable<ContractState>({
    schema,
    table,
    initial: contractInitial,
    columns: {
      grade: { type: 'text', of: (state) => state.tags[0] ?? null },
      version: { type: 'bigint', of: (state) => state.version },
      at: { type: 'timestamptz', of: () => '2026-03-29T01:30:00.000Z' },
      tags: { type: 'json', of: (state) => state.tags },
    },
  });
  return { pool, states, database: new PostgresLaneDatabase({ pool, schema }), close: () => pool.end() };
}

keyedStateContract('KeyedTable', open);

describe('the computed columns of a KeyedTable', () => {
  test('follow the state at each save', async () => {
    const { pool, states, database, close } = await open();
    const save = (state: ContractState): Promise<void> =>
      database.transaction((tx) => states.save(new Map([['a', state]]), tx));
    await save({ ...contractInitial('a'), version: 1, tags: ['A'] });
    await save({ ...contractInitial('a'), version: 2, tags: ['nul \u0000'] });
    const { rows } = await pool.query('SELECT key, grade, version, at, tags FROM scoring.lead');
    expect(rows).toEqual([
      { key: 'a', grade: 'nul \\u0000', version: 2, at: new Date('2026-03-29T01:30:00.000Z'), tags: ['nul \u0000'] },
    ]);
    await close();
  });
});

test('the keys of some lanes are found among those of all, a page at a time', async () => {
  const { states, database, close } = await open();
  const keys = Array.from({ length: 10_100 }, (_, n) => `lead-${n}`);
  await database.transaction((tx) => states.save(new Map(keys.map((key) => [key, contractInitial(key)])), tx));
  const found: string[] = [];
  await database.transaction(async (tx) => {
    for await (const page of states.keysOf([3, 5], tx)) {
      expect(page.length).toBeLessThanOrEqual(500);
      found.push(...page);
    }
  });
  expect(found.toSorted()).toEqual(keys.filter((key) => [3, 5].includes(laneOf(key))).toSorted());
  await close();
});

test.each(['nul \u0000', 'half a pair \ud800'])('a key that PostgreSQL cannot hold is bad data: %j', async (key) => {
  const { states, database, close } = await open();
  const saved = database.transaction((tx) => states.save(new Map([[key, contractInitial('x')]]), tx));
  expect(database.classify(await saved.catch((error: unknown) => error))).toBe('bad-data');
  await close();
});

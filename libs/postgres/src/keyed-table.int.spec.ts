import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LANES, laneOf } from '@smarketing/messaging';
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

describe('of lanes that are claimed', () => {
  const lanes = Array.from({ length: LANES }, (_, lane) => lane);
  const aState = (version: number): ContractState => ({ ...contractInitial('a'), version });

  /** What is loaded while the row, behind our back, says that it is the 99th version. */
  async function opened() {
    const { pool, states, database, close } = await open();
    states.claimed(lanes);
    const save = (...saved: readonly ContractState[]): Promise<void> =>
      database.transaction((tx) => states.save(new Map(saved.map((state) => [state.name, state])), tx));
    const loaded = async (): Promise<number | undefined> => {
      await pool.query(`UPDATE scoring.lead SET body = '{"version":99}' WHERE key = 'a'`);
      return (await database.transaction((tx) => states.load(['a', 'b'], [], tx))).get('a')?.version;
    };
    return { states, database, save, loaded, close };
  }

  test('what was saved is not read again, until they are dismissed or claimed anew', async () => {
    const { states, save, loaded, close } = await opened();
    await save(aState(1));
    expect(await loaded()).toBe(1);
    states.dismissed(lanes.filter((lane) => lane !== laneOf('a')));
    expect(await loaded()).toBe(1);
    states.dismissed([laneOf('a')]);
    expect(await loaded()).toBe(99);
    await save(aState(2));
    expect(await loaded()).toBe(99);
    states.claimed(lanes);
    await save(aState(3));
    expect(await loaded()).toBe(3);
    states.claimed(lanes);
    expect(await loaded()).toBe(99);
    await close();
  });

  test('a transaction sees what it saved, and nothing of it is kept where it is rolled back', async () => {
    const { states, database, save, loaded, close } = await opened();
    await save(aState(1));
    const failed = database.transaction(async (tx) => {
      await states.save(new Map([['a', aState(2)]]), tx);
      expect((await states.load(['a'], [], tx)).get('a')?.version).toBe(2);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await loaded()).toBe(1);
    await database.transaction(async (tx) => {
      await states.save(new Map([['a', aState(3)]]), tx);
      await states.save(new Map([['a', aState(4)]]), tx);
    });
    expect(await loaded()).toBe(4);
    await close();
  });

  test('nothing is kept of a claim that ended before the commit', async () => {
    const { states, database, loaded, close } = await opened();
    await database.transaction(async (tx) => {
      await states.save(new Map([['a', aState(1)]]), tx);
      states.claimed([laneOf('a')]);
    });
    expect(await loaded()).toBe(99);
    await close();
  });

  test('what was removed is gone, also where the same transaction had saved it', async () => {
    const { states, database, save, loaded, close } = await opened();
    await save(aState(1));
    await database.transaction(async (tx) => {
      await states.save(new Map([['a', aState(2)]]), tx);
      await states.remove(['a'], tx);
      expect(await states.load(['a'], [], tx)).toEqual(new Map());
    });
    expect(await loaded()).toBeUndefined();
    await close();
  });

  test('the ten thousand met last are kept', async () => {
    const { save, loaded, close } = await opened();
    const others = (name: string) => Array.from({ length: 9_999 }, (_, n) => contractInitial(`${name}-${n}`));
    await save(aState(1));
    await save(...others('one'));
    expect(await loaded()).toBe(1);
    // It was met when it was loaded, later than all of those.
    await save(...others('two'));
    expect(await loaded()).toBe(1);
    await save(...others('three'), contractInitial('one more'));
    expect(await loaded()).toBe(99);
    await close();
  }, 60_000);
});

test('a state is completed when it is read', async () => {
  const { pool, database, close } = await open();
  const completed = (stored: ContractState): ContractState => ({ ...stored, tags: ['completed'] });
  const states = new KeyedTable<ContractState>({ schema, table, initial: contractInitial, completed });
  await database.transaction((tx) => states.save(new Map([['a', contractInitial('a')]]), tx));
  const read = await database.transaction((tx) => states.load(['a'], [], tx));
  expect(read.get('a')).toEqual({ ...contractInitial('a'), tags: ['completed'] });
  expect((await pool.query('SELECT body FROM scoring.lead')).rows[0].body.tags).toEqual([]);
  await close();
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

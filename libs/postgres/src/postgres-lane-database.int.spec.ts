import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import { startFaultProxy } from '@smarketing/fault-proxy';
import type { FaultProxy } from '@smarketing/fault-proxy';
import { UnknownOutcome, together } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import type pg from 'pg';
import { deadLettersContract } from '../../messaging/src/dead-letters.contract.ts';
import { laneDatabaseContract } from '../../messaging/src/lane-database.contract.ts';
import { laneMigrations } from './lane-tables.ts';
import { migrate } from './migrate.ts';
import { openPool } from './pool.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresLaneDatabase } from './postgres-lane-database.ts';
import { clientOf } from './postgres-tx.ts';
import { prepared } from './prepared.ts';

const schema = 'scoring';
let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTestPostgres();
  url = await server.freshDatabase();
  await migrate(url, schema, [...laneMigrations, { name: 'notes', sql: 'CREATE TABLE note (n int PRIMARY KEY)' }]);
}, 60_000);
afterAll(() => server?.stop(), 60_000);

async function open(via: (url: string) => string = (same) => same) {
  const pool = openPool(via(url), { max: 4, applicationName: 'runner', onError: () => undefined });
  const direct = openPool(url, { max: 4, applicationName: 'observer', onError: () => undefined });
  const tables = ['lanes', 'unpublished', 'timers', 'inbox', 'dead_letters', 'dead_letter_replays', 'note'].map(
    (table) => `${schema}.${table}`,
  );
  await direct.query(`TRUNCATE ${tables.join(', ')}`);
  const database = new PostgresLaneDatabase({ pool, schema });
  const notes = async (): Promise<number[]> =>
    (await direct.query<{ n: number }>('SELECT n FROM scoring.note ORDER BY n')).rows.map(({ n }) => n);
  const deadLetterIds = async (): Promise<string[]> =>
    (await direct.query<{ id: string }>('SELECT id FROM scoring.dead_letters')).rows.map(({ id }) => id);
  const close = async (): Promise<void> => void (await Promise.all([pool.end(), direct.end()]));
  return { database, pool, direct, notes, deadLetterIds, close };
}

const write = (tx: Tx, n: number): Promise<unknown> => clientOf(tx).query('INSERT INTO scoring.note VALUES ($1)', [n]);
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const pidOf = async (client: pg.PoolClient): Promise<number> =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;

laneDatabaseContract('PostgresLaneDatabase', () => open());
deadLettersContract('PostgresDeadLetters', async () => {
  const { database, pool, close } = await open();
  return { database, deadLetters: new PostgresDeadLetters({ pool, schema }), close };
});

describe('statements that are sent together', () => {
  let setup: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => void (setup = await open()));
  afterEach(() => setup.close());

  test('fail with what has failed the transaction, however deep that is, and leave nothing behind', async () => {
    const twice = async (tx: Tx) => {
      await write(tx, 1);
      await write(tx, 2);
    };
    const refused = (tx: Tx) => clientOf(tx).query("INSERT INTO scoring.note VALUES ('no number'::text::int)");
    const work = (tx: Tx) => together([() => together([() => twice(tx), () => refused(tx)]), () => write(tx, 3)]);
    for (let round = 0; round < 20; round++) {
      const failure = await failureOf(setup.database.transaction(work));
      expect(failure).toMatchObject({ code: '22P02' });
      expect(setup.database.classify(failure)).toBe('bad-data');
    }
    expect(await setup.notes()).toEqual([]);
  });

  test('fail so also where a statement was to be prepared in a transaction that had failed, and are prepared later', async () => {
    const put = (tx: Tx, n: number) => clientOf(tx).query(prepared('INSERT INTO scoring.note VALUES ($1::int)', [n]));
    const refused = (tx: Tx) => clientOf(tx).query('SELECT 1 / 0');
    const failure = await failureOf(
      setup.database.transaction((tx) => together([() => refused(tx), () => put(tx, 1), () => put(tx, 2)])),
    );
    expect(failure).toMatchObject({ code: '22012' });
    await setup.database.transaction((tx) => together([() => put(tx, 3), () => put(tx, 4)]));
    expect(await setup.notes()).toEqual([3, 4]);
  });

  test('fail where the connection was left in a transaction that had failed, and go through after that', async () => {
    const { pool, database, notes } = setup;
    const clients = await Promise.all(Array.from({ length: 4 }, () => pool.connect()));
    for (const client of clients) {
      await client.query('BEGIN');
      await failureOf(client.query('SELECT 1 / 0'));
      client.release();
    }
    const readThenWrite = async (tx: Tx) => {
      await clientOf(tx)
        .query('SELECT 1')
        .catch(() => undefined);
      await write(tx, 1);
    };
    expect(await failureOf(database.transaction(readThenWrite))).toMatchObject({ code: '25P02' });
    await database.transaction(readThenWrite);
    expect(await notes()).toEqual([1]);
  });
});

describe('failures of PostgreSQL under the runner', () => {
  let setup: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    setup = await open();
  });
  afterEach(() => setup.close());

  test('a backend killed in the middle of a statement is transient, and nothing of it is kept', async () => {
    const { database, direct } = setup;
    const failed = failureOf(
      database.transaction(async (tx) => {
        await write(tx, 1);
        const pid = await pidOf(clientOf(tx));
        const asleep = clientOf(tx).query('SELECT pg_sleep(60)');
        await Promise.all([asleep, direct.query('SELECT pg_terminate_backend($1)', [pid])]);
      }),
    );
    expect(database.classify(await failed)).toBe('transient');
    expect(await setup.notes()).toEqual([]);
    await database.transaction((tx) => write(tx, 2));
    expect(await setup.notes()).toEqual([2]);
  });

  test('a backend killed between two statements neither ends the process nor commits', async () => {
    const { database, direct } = setup;
    const failed = failureOf(
      database.transaction(async (tx) => {
        await write(tx, 1);
        await direct.query('SELECT pg_terminate_backend($1, 5000)', [await pidOf(clientOf(tx))]);
      }),
    );
    expect(['transient', 'unknown-outcome']).toContain(database.classify(await failed));
    expect(await setup.notes()).toEqual([]);
  });

  test('COMMIT answered with ROLLBACK is the failure of the statement that was swallowed', async () => {
    const { database } = setup;
    await database.transaction((tx) => write(tx, 1));
    const failed = failureOf(
      database.transaction(async (tx) => {
        await write(tx, 2);
        await write(tx, 1).catch(() => undefined);
      }),
    );
    expect(await failed).toMatchObject({ code: '23505' });
    expect(database.classify(await failed)).toBe('bad-data');
    expect(await setup.notes()).toEqual([1]);
  });

  test('a refusal at COMMIT itself did not commit, and the connection is used again', async () => {
    const { database, direct } = setup;
    await direct.query('CREATE TABLE scoring.known (n int PRIMARY KEY)');
    await direct.query(
      'ALTER TABLE scoring.note ADD FOREIGN KEY (n) REFERENCES scoring.known DEFERRABLE INITIALLY DEFERRED',
    );
    expect(database.classify(await failureOf(database.transaction((tx) => write(tx, 1))))).toBe('bad-data');
    expect(setup.pool.totalCount).toBe(1);
    await direct.query('DROP TABLE scoring.known CASCADE');
  });

  test('bad data, deadlocks and our own mistakes are told apart', async () => {
    const { database } = setup;
    const kindOf = async (sql: string): Promise<string> =>
      database.classify(await failureOf(database.transaction((tx) => clientOf(tx).query(sql))));
    expect(await kindOf(`SELECT 'x'::int`)).toBe('bad-data');
    expect(await kindOf('INSERT INTO scoring.note VALUES (NULL)')).toBe('bad-data');
    expect(await kindOf('SELECT * FROM nowhere')).toBe('fatal');
    expect(await kindOf(`DO $$ BEGIN RAISE deadlock_detected; END $$`)).toBe('transient');
    expect(await kindOf(`DO $$ BEGIN RAISE disk_full; END $$`)).toBe('transient');
  });

  test('a database that is away is transient', async () => {
    const pool = openPool('postgres://nobody@127.0.0.1:1/none_test', {
      max: 1,
      applicationName: 't',
      onError: () => undefined,
    });
    const away = new PostgresLaneDatabase({ pool, schema });
    expect(away.classify(await failureOf(away.claim([1])))).toBe('transient');
    await pool.end();
  });

  test('a claim waits for the commit of the previous owner that is under way, and sees it', async () => {
    const { database } = setup;
    const [mine] = await database.claim([1]);
    const row = { ...mine!.row, clockMs: 77 };
    let claimed: ReturnType<typeof database.claim> | undefined;
    await database.transaction(async (tx) => {
      await database.advance(tx, [row]);
      await database.addUnpublished(tx, [{ lane: 1, batch: 1, records: [] }]);
      claimed = database.claim([1]);
      await untilSomebodyWaits(setup.direct);
    });
    expect(await claimed).toEqual([{ row: { ...row, epoch: 2 }, unpublished: [{ lane: 1, batch: 1, records: [] }] }]);
  });
});

describe('a network that fails during COMMIT', () => {
  let proxy: FaultProxy;
  let setup: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    const { hostname, port } = new URL(server.url);
    proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) }, protocol: 'postgres' });
    setup = await open((direct) => proxy.through(direct));
  });
  afterEach(async () => {
    await setup.close();
    await proxy.close();
  });

  const failureOfCommit = (fault: Parameters<FaultProxy['failCommits']>[0]): Promise<unknown> =>
    failureOf(
      setup.database.transaction(async (tx) => {
        await write(tx, 1);
        proxy.failCommits(fault);
      }),
    );

  test.each([
    ['before the server has it', { cutBefore: 1 }, []],
    ['after the server did it', { cutAfter: 1 }, [1]],
  ])('%s: the outcome is unknown, and settled before anyone goes on', async (_, fault, kept) => {
    expect(await failureOfCommit(fault)).toBeInstanceOf(UnknownOutcome);
    const { rows } = await setup.direct.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'runner' AND state LIKE '%transaction%'`,
    );
    expect(rows).toEqual([]);
    expect(await setup.notes()).toEqual(kept);
  });

  test('answered with ROLLBACK and with no error to blame: nothing happened, so it is tried again', async () => {
    const failure = await failureOfCommit({ rolledBack: 1 });
    expect(failure).toMatchObject({ name: 'SilentRollback' });
    expect(setup.database.classify(failure)).toBe('transient');
    expect(await setup.notes()).toEqual([]);
  });
});

async function untilSomebodyWaits(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}

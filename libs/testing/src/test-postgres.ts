import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, removeEmbeddedPostgres, type EmbeddedPostgres } from '@smarketing/postgres';
import pg from 'pg';

const PREFIX = 'smarketing-test-postgres-';

export type TestPostgres = {
  /** An administrator's connection; put tests into databases of their own. */
  readonly url: string;
  /** Makes an empty database and returns its URL. */
  freshDatabase(): Promise<string>;
  /** Plays `kill -9` of the server, and its next start on the same data and port. Throws where the server was given. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Removes the databases made here, and the server if it was started here. */
  stop(): Promise<void>;
};

/**
 * A real PostgreSQL for tests: the server of TEST_DATABASE_URL if its database's name contains `test` (anything else may hold
 * somebody's data), else one of our own in a temporary folder.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    if (!new URL(given).pathname.includes('test')) {
      throw new Error(
        'TEST_DATABASE_URL must name a database whose name contains "test": tests create and drop databases beside it.',
      );
    }
    const made: string[] = [];
    return {
      url: given,
      freshDatabase: () => createDatabase(given, made),
      kill: refuse,
      restart: refuse,
      stop: () => dropDatabases(given, made),
    };
  }
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX));
  const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir, test: true, log: () => undefined });
  let server = await start().catch(async (error: unknown) => {
    await removeEmbeddedPostgres(dataDir);
    throw error;
  });
  const { url } = server;
  return {
    url,
    freshDatabase: () => createDatabase(url, []),
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.stop();
    },
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await server.stop();
      await removeEmbeddedPostgres(dataDir);
    },
  };
}

async function refuse(): Promise<void> {
  throw new Error('the server that TEST_DATABASE_URL names is not ours to stop');
}

/** A test run that was killed leaves its server behind: the next run ends it. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const dataDir = join(tmpdir(), name);
    // Without a lock it is being made or removed at this moment.
    if (!name.startsWith(PREFIX) || !(await stat(join(dataDir, 'lock')).catch(() => null))) continue;
    await removeEmbeddedPostgres(dataDir).catch(() => undefined);
  }
}

async function createDatabase(adminUrl: string, made: string[]): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(adminUrl, [`CREATE DATABASE ${name}`]);
  made.push(name);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabases(adminUrl: string, made: string[]): Promise<void> {
  await administer(
    adminUrl,
    made.splice(0).map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  );
}

async function administer(adminUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

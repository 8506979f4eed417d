import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { pgdataOf, prepareCluster } from './embedded-cluster.ts';
import type { Cluster } from './embedded-cluster.ts';
import { rememberedOrFreePort } from './free-port.ts';
import { lockFolder } from './folder-lock.ts';
import { keepRunning } from './keep-running.ts';
import { SHORT_OF_MEMORY, launchPostgres } from './launch-postgres.ts';
import { readPostmaster, runsOver, stopPostmaster } from './postmaster.ts';
import { StartupProblem } from './startup-problem.ts';

export type EmbeddedPostgresOptions = {
  /** Ours alone: holds the database (`pgdata`), its password, the remembered port, the server's log and a lock. */
  readonly dataDir: string;
  /** A fixed port; without it a free one is chosen at the first start and kept. */
  readonly port?: number | undefined;
  readonly log: (message: string) => void;
  /** Gives up durability for speed; never for data that matters. */
  readonly test?: boolean | undefined;
  /** What the server keeps of its tables in memory, in MB; by `defaultMemoryMb` unless told. A page outside of it is asked of the system at each use. */
  readonly memoryMb?: number | undefined;
};

export type EmbeddedPostgres = {
  /** With user, password and database. */
  readonly url: string;
  /** Of the server as it runs now: one that ends by itself is started again. */
  readonly pid: number;
  /** Rolls back what is open and shuts the server down; safe to call twice. */
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL over `dataDir`, creating it at the first start, or takes over the server that a killed process of ours
 * left running over it. Throws StartupProblem with one sentence for the operator.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await ownFolder(dataDir);
  const lock = await lockFolder(dataDir);
  try {
    const isTest = options.test ?? false;
    const cluster = await prepareCluster(dataDir, await password(dataDir), isTest, options.log);
    const server = (await adopt(cluster, options)) ?? (await start(cluster, dataDir, options));
    const url = await databaseUrl(cluster, server.port, isTest ? 'smarketing_test' : 'smarketing');
    const kept = keepRunning({
      pid: server.pid,
      relaunch: () => launchPostgres(cluster, dataDir, server.port, options),
      log: options.log,
    });
    // The last resort of a process that exits without stop(): the signal is sent, the server ends by itself.
    const onExit = (): void => {
      try {
        process.kill(kept.pid, 'SIGINT');
      } catch {
        // Already gone.
      }
    };
    process.once('exit', onExit);
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> =>
      (stopping ??= kept.stop().then(async () => {
        process.removeListener('exit', onExit);
        await lock.release();
      }));
    return {
      url,
      get pid() {
        return kept.pid;
      },
      stop,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Removes a data folder with all that belongs to it: the server that a killed process left running over it, and the database,
 * wherever it is kept. Throws StartupProblem while somebody still uses it.
 */
export async function removeEmbeddedPostgres(dataDir: string): Promise<void> {
  const lock = await lockFolder(resolve(dataDir));
  try {
    const pgdata = await pgdataOf(resolve(dataDir));
    const left = await readPostmaster(pgdata);
    if (left !== null && (await runsOver(left.pid, pgdata))) await stopPostmaster(left.pid);
    await rm(pgdata, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}

async function ownFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o711 });
    const { mode } = await stat(dataDir);
    // The server's user must pass through (mkdtemp makes 0700); our secrets in it have mode 600.
    if (process.getuid?.() === 0 && (mode & 0o011) !== 0o011) await chmod(dataDir, mode | 0o011);
    const probe = await open(join(dataDir, 'postgres.log'), 'a', 0o600);
    await probe.close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupProblem(
      `The data folder ${dataDir} cannot be written (${code}): start as the user it belongs to, or choose another with SMARKETING_DATA.`,
    );
  }
}

async function password(dataDir: string): Promise<string> {
  const path = join(dataDir, 'password');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known.trim() !== '') return known.trim();
  const fresh = randomBytes(24).toString('hex');
  await writeFile(path, `${fresh}\n`, { mode: 0o600 });
  return fresh;
}

type Server = { readonly pid: number; readonly port: number };

async function adopt(cluster: Cluster, { port, log }: EmbeddedPostgresOptions): Promise<Server | null> {
  for (;;) {
    const left = await readPostmaster(cluster.pgdata);
    if (left === null || !(await runsOver(left.pid, cluster.pgdata))) return null;
    if (!left.isReady) {
      // It is starting up or shutting down; either ends.
      await delay(20);
      continue;
    }
    if (port !== undefined && port !== left.port) {
      log(`Stopping the PostgreSQL that an earlier run left on port ${left.port}.`);
      await stopPostmaster(left.pid);
      return null;
    }
    log(`Taking over the PostgreSQL that an earlier run left on port ${left.port}.`);
    return { pid: left.pid, port: left.port };
  }
}

async function start(cluster: Cluster, dataDir: string, options: EmbeddedPostgresOptions): Promise<Server> {
  const { port } = options;
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await rememberedOrFreePort(dataDir));
    const outcome = await launchPostgres(cluster, dataDir, chosen, options);
    if (typeof outcome !== 'string') {
      await writeFile(join(dataDir, 'port'), `${chosen}\n`);
      return { pid: outcome.pid, port: chosen };
    }
    const isPortBusy = /Address already in use|could not create any TCP/i.test(outcome);
    if (isPortBusy && port !== undefined) {
      throw new StartupProblem(
        `Port ${port} for the embedded PostgreSQL is in use by another program: free it or choose another port.`,
      );
    }
    if (SHORT_OF_MEMORY.test(outcome)) {
      throw new StartupProblem(
        `PostgreSQL cannot have the memory that it was told to take (${outcome}): set SMARKETING_POSTGRES_MEMORY to fewer MB.`,
      );
    }
    // Sessions of a killed server need a moment to notice that it is gone.
    const isPassing = isPortBusy || /pre-existing shared memory block/.test(outcome);
    if (!isPassing || attempt === 20) {
      throw new StartupProblem(
        `PostgreSQL does not start over ${cluster.pgdata} (${outcome}): see ${join(dataDir, 'postgres.log')}, and restore a backup if the folder is damaged.`,
      );
    }
    await delay(250);
  }
}

async function databaseUrl(cluster: Cluster, port: number, database: string): Promise<string> {
  const urlOf = (name: string): string => `postgres://smarketing:${cluster.password}@127.0.0.1:${port}/${name}`;
  const client = new pg.Client({ connectionString: urlOf('postgres'), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    const { code, message } = error as pg.DatabaseError;
    throw new StartupProblem(
      code === '28P01'
        ? `The database in ${cluster.pgdata} refuses the password kept beside it: restore the file named password, or a backup of the whole folder.`
        : `The embedded PostgreSQL on port ${port} does not answer (${message}): see its log beside ${cluster.pgdata}.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  return urlOf(database);
}

import { spawn } from 'node:child_process';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LEAST_MB, defaultMemoryMb } from './default-memory.ts';
import type { Cluster } from './embedded-cluster.ts';
import type { EmbeddedPostgresOptions } from './embedded-postgres.ts';
import { readPostmaster } from './postmaster.ts';

const LOG_LIMIT_BYTES = 5_000_000;
const LEAST_WAL_MB = 1_024;

/** What it says where the system does not let it have the memory. */
export const SHORT_OF_MEMORY = /could not \w+ (?:\w+ )?shared memory/i;

type LaunchOptions = Pick<EmbeddedPostgresOptions, 'test' | 'memoryMb' | 'log'>;
type Launched = { readonly pid: number } | string;

/** Resolves with the server once it accepts connections, or with the reason why it ended. */
export async function launchPostgres(
  cluster: Cluster,
  dataDir: string,
  port: number,
  { test: isTest = false, memoryMb, log }: LaunchOptions,
): Promise<Launched> {
  const launch = (mb: number): Promise<Launched> => launchWith(cluster, dataDir, port, { isTest, memoryMb: mb, log });
  if (memoryMb !== undefined) return launch(memoryMb);
  // Of servers for tests many run at once.
  const wanted = isTest ? LEAST_MB : defaultMemoryMb();
  const launched = await launch(wanted);
  if (wanted === LEAST_MB || typeof launched !== 'string' || !SHORT_OF_MEMORY.test(launched)) return launched;
  log(`PostgreSQL cannot have ${wanted} MB of memory here, and is started with ${LEAST_MB}.`);
  return launch(LEAST_MB);
}

async function launchWith(
  cluster: Cluster,
  dataDir: string,
  port: number,
  {
    isTest,
    memoryMb,
    log,
  }: { readonly isTest: boolean; readonly memoryMb: number; readonly log: LaunchOptions['log'] },
): Promise<Launched> {
  const logPath = join(dataDir, 'postgres.log');
  if ((await stat(logPath)).size > LOG_LIMIT_BYTES) await truncate(logPath);
  const before = (await stat(logPath)).size;
  const output = await open(logPath, 'a', 0o600);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: `${memoryMb}MB`,
    max_wal_size: `${Math.max(LEAST_WAL_MB, memoryMb)}MB`,
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements carry personal data.
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    // Not synchronous_commit: what was acknowledged survives a kill in tests as well.
    ...(isTest ? { fsync: 'off' } : {}),
  };
  const child = spawn(
    cluster.binaries.postgres,
    ['-D', cluster.pgdata, '-p', String(port), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    {
      // A process group of its own: Ctrl-C is for us, and we stop the server after the services have finished.
      detached: true,
      // A file and no pipe: the server outlives us after a kill -9.
      stdio: ['ignore', output.fd, output.fd],
      cwd: '/',
      ...cluster.user,
    },
  );
  let ended: string | null = null;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `ended with ${signal ?? `exit code ${code}`}`));
  child.unref();
  const began = Date.now();
  let nextNoteMs = 5_000;
  try {
    while (ended === null) {
      const server = await readPostmaster(cluster.pgdata);
      if (server?.isReady && server.pid === child.pid) return { pid: server.pid };
      if (Date.now() - began > nextNoteMs) {
        log(
          `PostgreSQL is still starting (${Math.round((Date.now() - began) / 1000)} s); after a crash it repairs its data first.`,
        );
        nextNoteMs += 10_000;
      }
      await delay(10);
    }
  } finally {
    await output.close();
  }
  const said = (await readFile(logPath)).subarray(before).toString('utf8');
  const reason = said.match(/(?:FATAL|PANIC|LOG): +(?:could not bind|could not create).*|(?:FATAL|PANIC): .*/g);
  return reason?.join('; ').replaceAll(/\s+/g, ' ') ?? ended;
}

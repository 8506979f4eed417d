import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { allServices } from '@smarketing/all-in-one-service';
import { decisionId } from '@smarketing/messaging';
import { removeEmbeddedPostgres } from '@smarketing/postgres';
import { migrateServices } from '@smarketing/service-kit';
import { SERVICE_FLAGS } from '../../../../scripts/distributed/service-flags.mjs';
import type { Contender, Started } from './contender.ts';
import type { Servers } from './servers.ts';

const root = resolve(import.meta.dirname, '../../../..');
/** The source of what comes by the first write key of an installation. */
const SOURCE = 'write-key';
/** Requests a second; far above what is sent, so that the limit is no part of what is measured. */
const INTAKE_LIMIT = '1000000';
const SETTLED_WITHIN_MS = 120_000;

type Ready = {
  readonly url: string;
  readonly writeKey: string;
  readonly apiKey: string;
  readonly processes?: readonly { readonly service: string; readonly pid: number; readonly url: string }[];
};

/** An installation that runs, as its users would call it. */
export type Installation = Started &
  Pick<Ready, 'url' | 'writeKey' | 'apiKey'> & {
    /** The processes of its services; none where all are one. */
    readonly services: NonNullable<Ready['processes']>;
  };

export type InstallationOptions = {
  /** For its profile, or for what a case wants set. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its tables are made here, at once, and not by each service for itself, which takes almost a third of its start. */
  readonly withTables?: boolean;
};

const ours = {
  does: 'identity, ledger, profile, consent, evidence, the rules that ship with their explanation, cycles, accounts, routing, clocks, reports, lead list; all durable, each decided once and numbered',
  table: { schema: 'scoring', name: 'evidence' },
  eventIdOf: (clientId: string) => decisionId(SOURCE, clientId),
};

/** Every service a process of its own (scoring twice), over Kafka, PostgreSQL and Redis. */
export const distributed = (start: (servers: Servers) => Promise<Started>): Contender => ({
  name: 'Smarketing, distributed',
  ...ours,
  start,
});

/** All services in one process, with its own PostgreSQL as the event log: `npm start`. */
export const embedded: Contender = {
  name: 'Smarketing, embedded',
  ...ours,
  start: () => startEmbedded(),
};

export async function startDistributed(
  servers: Servers,
  { env, withTables = false }: InstallationOptions = {},
): Promise<Installation> {
  const databaseUrl = await servers.freshDatabase('distributed');
  if (withTables) await migrateServices(allServices, databaseUrl);
  const { brokers, redisUrl } = servers;
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const serverEnv = { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const { child, ready } = await launch('scripts/start-distributed.mjs', { ...serverEnv, ...env }, dataDir);
  const processes = ready.processes ?? [];
  const names = new Map(processes.map(({ service, pid }) => [pid, service]));
  const edge = processes.find(({ service }) => service === 'ingestion');
  if (edge === undefined) throw new Error('no process of ingestion was named');
  return {
    ...ready,
    // Where a load balancer would send what marketing tools report: straight to ingestion's own port.
    target: targetOf(edge.url, ready.writeKey),
    names: names.set(child.pid!, 'supervisor'),
    databaseUrl,
    services: processes,
    settled: () => settled(ready),
    stop: async () => {
      await end(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function startEmbedded({ env }: InstallationOptions = {}): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const { child, ready } = await launch('services/all-in-one/dist/main.js', { ...env }, dataDir);
  const [password, port] = await Promise.all(
    ['password', 'port'].map(async (name) => (await readFile(join(dataDir, 'postgres', name), 'utf8')).trim()),
  );
  return {
    ...ready,
    target: targetOf(ready.url, ready.writeKey),
    names: new Map([[child.pid!, 'all-in-one']]),
    services: [],
    databaseUrl: `postgres://smarketing:${password}@127.0.0.1:${port}/smarketing`,
    settled: () => settled(ready),
    stop: async () => {
      await end(child);
      await removeEmbeddedPostgres(join(dataDir, 'postgres'));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const targetOf = (url: string, writeKey: string) => ({
  url: `${url}/v1/batch`,
  headers: { authorization: `Bearer ${writeKey}` },
});

async function launch(main: string, env: Readonly<Record<string, string>>, dataDir: string) {
  const child = spawn(process.execPath, [...SERVICE_FLAGS, join(root, main), '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...{ NODE_ENV: 'production', PORT: '0', LOG_LEVEL: 'warn', SMARKETING_DATA: dataDir },
      SMARKETING_INTAKE_LIMIT: INTAKE_LIMIT,
      ...env,
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  try {
    return { child, ready: JSON.parse(await firstLine(child)) as Ready };
  } catch (error) {
    await end(child);
    await removeEmbeddedPostgres(join(dataDir, 'postgres')).catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(`${main} did not become ready:\n${said}`, { cause: error });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  let rest = '';
  return new Promise((resolved, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      rest += text;
      const line = rest.split('\n').find((one) => one.startsWith('{') && one.endsWith('}'));
      if (line !== undefined) resolved(line);
    });
  });
}

/** SIGTERM, as a supervisor would: what is under way is finished. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolved) => child.once('exit', resolved));
  child.kill('SIGTERM');
  await ended;
}

async function settled({ url, apiKey }: Ready): Promise<void> {
  const giveUpAt = Date.now() + SETTLED_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    const answer = await fetch(`${url}/api/flow`, { headers: { authorization: `Bearer ${apiKey}` } });
    if (answer.ok && ((await answer.json()) as { readonly idle: boolean }).idle) return;
    await pause(100);
  }
  throw new Error(`the installation is not idle after ${SETTLED_WITHIN_MS / 1_000} s`);
}

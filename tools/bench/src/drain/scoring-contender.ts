import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { engagementRecorded } from '@smarketing/contracts';
import { openPool, type EmbeddedPostgres } from '@smarketing/postgres';
import { scoring } from '@smarketing/scoring-service';
import { migrateServices } from '@smarketing/service-kit';
import { NativeProcess } from '@smarketing/testing';
import { LOOPBACK, freePorts } from '../../../../infra/native/ports.mjs';
import { insertLeads } from '../rescore/generate-leads.ts';
import { SERVICE_FLAGS } from '../../../../scripts/distributed/service-flags.mjs';
import type { Broker } from './broker.ts';
import { drain, type Drained } from './drained.ts';
import type { Engagements } from './engagements.ts';
import { AGREEMENT_VERSION } from './fill-topic.ts';

const MAIN = resolve(import.meta.dirname, '../../../../services/scoring/dist/main.js');
const KEY = 'the-bench-needs-a-key-though-nobody-asks-for-it';

export type Pool = ReturnType<typeof openPool>;

export type ScoringSetting = {
  readonly broker: Broker;
  readonly postgres: EmbeddedPostgres;
  readonly of: Engagements;
  /** How many processes of the service share the lanes. */
  readonly processes: number;
  /** Where a profile of the processor goes, if one is wanted. */
  readonly profileInto?: string | undefined;
};

/** The scoring service as it runs in an installation, over a database that knows the leads; `check` looks at what it has made of them. */
export async function drainByScoring<Sums>(
  setting: ScoringSetting,
  check: (pool: Pool) => Promise<Sums>,
): Promise<{ drained: Drained; sums: Sums }> {
  const { broker, postgres, of } = setting;
  const name = `drain_${process.pid}_${Math.round(performance.now())}`;
  const admin = poolOf(postgres.url);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const pool = poolOf(url.href);
  const folder = await mkdtemp(join(tmpdir(), 'smarketing-bench-scoring-'));
  const ports = await freePorts(setting.processes);
  const services: NativeProcess[] = [];
  try {
    await migrateServices([scoring], url.href);
    await insertLeads(pool, of.leads, AGREEMENT_VERSION);
    // What filling has left to write belongs to nobody's time.
    await admin.query('CHECKPOINT');
    services.push(...ports.map((port) => serviceAt(port, { ...setting, databaseUrl: url.href, folder })));
    const pids = services.map(({ pid }, n) => [n === 0 ? 'node' : `node ${n + 1}`, pid!] as const);
    const drained = await drain({
      ...{ events: of.events, processes: services },
      uses: { ...Object.fromEntries(pids), postgres: postgres.pid, broker: broker.pid },
      isReady: async () => (await Promise.all(ports.map(answersReady))).some(Boolean),
      committed: () => committedIn(pool),
    });
    for (const service of services) service.terminate();
    await Promise.all(services.map((service) => service.ended()));
    return { drained, sums: await check(pool) };
  } finally {
    for (const service of services) await service.kill();
    await pool.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function serviceAt(
  port: number,
  { broker, databaseUrl, folder, profileInto }: ScoringSetting & { databaseUrl: string; folder: string },
): NativeProcess {
  const env = {
    ...{ PORT: String(port), KAFKA_BROKERS: broker.address, DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
    ...{ SMARKETING_API_KEY: KEY, SMARKETING_WRITE_KEY: KEY, NODE_ENV: 'production' },
  };
  const profiling = profileInto === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileInto}`];
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const args = [...settings, process.execPath, ...SERVICE_FLAGS, ...profiling, MAIN];
  return new NativeProcess({ command: 'env', args, cwd: folder }, folder);
}

async function answersReady(port: number): Promise<boolean> {
  return fetch(`http://${LOOPBACK}:${port}/readyz`).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}

/** By the lanes' own rows, which are committed with the state and the evidence. */
async function committedIn(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ done: number | null }>(
    `SELECT sum((offsets ->> '${engagementRecorded.topic}')::bigint)::bigint AS done FROM scoring.lanes`,
  );
  return rows[0]?.done ?? 0;
}

function poolOf(url: string): Pool {
  return openPool(url, { max: 2, applicationName: 'bench', onError: () => undefined });
}

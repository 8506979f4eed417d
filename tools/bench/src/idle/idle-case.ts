import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { removeEmbeddedPostgres } from '@smarketing/postgres';
import type { CaseOptions } from '../bench-case.ts';
import { median } from '../measure.ts';
import { idleServices, type IdleService } from './idle-services.ts';
import { memoryOf, processorSeconds, withDescendants, type Memory } from './process-use.ts';
import { started, untilIdle, type Started } from './started.ts';

export type IdleResult = {
  readonly allInOne: Memory & { readonly cpuPercent: number };
  /** npm and the shells around it. */
  readonly around: Memory;
  /** Its PostgreSQL, all processes together. */
  readonly postgres: Memory & { readonly cpuPercent: number };
  /** How long the processor was watched. */
  readonly watchedSeconds: number;
  /** From `npm start` to its word that it is ready: on a fresh folder, and on each later start. */
  readonly firstReadySeconds: number;
  readonly readyRounds: readonly number[];
  readonly readySeconds: number;
  /** Each service as a process of its own, over Kafka, PostgreSQL and Redis. */
  readonly services: readonly IdleService[];
  readonly largestServiceMb: number;
  readonly load: readonly [number, number];
};

/** What an installation takes while nothing happens, and how soon it is there. */
export async function idleCase({ quick, grounds }: CaseOptions): Promise<IdleResult> {
  if (process.platform !== 'linux') {
    throw Object.assign(new Error('what a process uses is read from /proc, which only Linux has'), {
      name: 'NativeProblem',
    });
  }
  const times = quick
    ? { settleMs: 500, watchMs: 1_000, starts: 1 }
    : // In its first half minute a process gives back what starting took.
      { settleMs: 30_000, watchMs: 60_000, starts: 5 };
  const loadBefore = loadavg()[0]!;
  const embedded = await idleAllInOne(times);
  const { rssMb, cpuPercent } = embedded.allInOne;
  console.error(
    `  all-in-one: ${rssMb.toFixed(0)} MB, ${cpuPercent.toFixed(1)} % of a core, ready in ${embedded.readySeconds.toFixed(1)} s`,
  );
  const services = await idleServices(grounds, times.settleMs);
  const largestServiceMb = Math.max(...services.map(({ rssMb }) => rssMb));
  return { ...embedded, services, largestServiceMb, load: [loadBefore, loadavg()[0]!] };
}

type Times = { readonly settleMs: number; readonly watchMs: number; readonly starts: number };

async function idleAllInOne({ settleMs, watchMs, starts }: Times) {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-idle-'));
  const start = (): Promise<Started> => started('npm', ['start', '--', '--json'], { SMARKETING_DATA: dataDir });
  try {
    const first = await start();
    await untilIdle(first);
    await first.stop(await allInOneOf(first.pid));
    const readyRounds: number[] = [];
    for (let n = 1; n < starts; n++) {
      const again = await start();
      readyRounds.push(again.readySeconds);
      await again.stop(await allInOneOf(again.pid));
    }
    const last = await start();
    readyRounds.push(last.readySeconds);
    const pid = await allInOneOf(last.pid);
    try {
      await untilIdle(last);
      await pause(settleMs);
      const used = await whileIdle(last.pid, pid, dataDir, watchMs);
      return { ...used, firstReadySeconds: first.readySeconds, readyRounds, readySeconds: median(readyRounds) };
    } finally {
      await last.stop(pid);
    }
  } finally {
    await removeEmbeddedPostgres(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function whileIdle(npm: number, allInOne: number, dataDir: string, watchMs: number) {
  const servers = (await withDescendants(await postmasterOf(dataDir))).map(({ pid }) => pid);
  const around = (await withDescendants(npm))
    .map(({ pid }) => pid)
    .filter((pid) => pid !== allInOne && !servers.includes(pid));
  const startedMs = performance.now();
  const before = { node: await processorSeconds(allInOne), postgres: await sumSeconds(servers) };
  await pause(watchMs);
  const watchedSeconds = (performance.now() - startedMs) / 1_000;
  const percent = (seconds: number): number => (seconds / watchedSeconds) * 100;
  return {
    watchedSeconds,
    allInOne: {
      ...(await memoryOf(allInOne)),
      cpuPercent: percent((await processorSeconds(allInOne)) - before.node),
    },
    postgres: {
      ...(await sumMemory(servers)),
      cpuPercent: percent((await sumSeconds(servers)) - before.postgres),
    },
    around: await sumMemory(around),
  };
}

/** The process that runs the services, under npm and its shells. */
async function allInOneOf(npm: number): Promise<number> {
  const running = await withDescendants(npm);
  const found = running.filter(({ command }) => /^\S*node\S* (?:--\S+ )*\S*bootstrap\.cjs start\.mjs/.test(command));
  // With a Node of its own the first is only the shadow of the second.
  const last = found.at(-1);
  if (last === undefined)
    throw new Error(`none of these runs the services: ${running.map((each) => each.command).join('; ')}`);
  return last.pid;
}

async function postmasterOf(dataDir: string): Promise<number> {
  const folder = join(dataDir, 'postgres');
  const elsewhere = (await readFile(join(folder, 'pgdata-location'), 'utf8').catch(() => '')).trim();
  const [pid] = (await readFile(join(elsewhere || join(folder, 'pgdata'), 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

/** Of those that still run: a server's workers come and go. */
async function sumSeconds(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map((pid) => processorSeconds(pid).catch(() => 0)));
  return each.reduce((sum, seconds) => sum + seconds, 0);
}

async function sumMemory(pids: readonly number[]): Promise<Memory> {
  const each = await Promise.all(pids.map((pid) => memoryOf(pid).catch(() => ({ rssMb: 0, pssMb: 0 }))));
  return {
    rssMb: each.reduce((sum, { rssMb }) => sum + rssMb, 0),
    pssMb: each.reduce((sum, { pssMb }) => sum + pssMb, 0),
  };
}

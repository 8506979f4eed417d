import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool, removeEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from '@smarketing/postgres';
import type { CaseOptions } from '../bench-case.ts';
import { BENCH_MEMORY_MB } from '../bench-memory.ts';
import { median } from '../measure.ts';
import { checkFresh } from './check-fresh.ts';
import { multiply } from './multiply.ts';
import { Pipeline, type Spent } from './pipeline.ts';
import { freshEvents, historyOf } from './statements.ts';

const EVENTS_EACH = 50;

export type CostRound = Spent & {
  /** Processor time of Node and PostgreSQL; null where there is no /proc. */
  readonly cpuMicrosPerEvent: number | null;
};

export type CostResult = {
  /** Events of a round. */
  readonly fresh: number;
  /** Who causes them: as many with little stored as with much. */
  readonly activeLeads: number;
  readonly measured: readonly {
    readonly leads: number;
    /** Before the first round. */
    readonly storedEvents: number;
    readonly rounds: readonly CostRound[];
  }[];
  /** What an event costs with much stored over what it costs with little: of each round, and the median of these. */
  readonly cpuRatioRounds: readonly number[];
  readonly cpuRatio: number | null;
  readonly clockRatioRounds: readonly number[];
  readonly clockRatio: number;
  /** Leads whose evidence was counted at the end. */
  readonly compared: number;
  readonly load: readonly [number, number];
};

type Size = { readonly people: number; readonly times: number; readonly fresh: number; readonly rounds: number };

/**
 * What one more event costs, from the intake to its score, while little is stored and while much is: two databases of one server, in turn.
 * The smaller was filled by the services themselves; the larger is that one and many copies of it under other names.
 */
export async function costCase({ quick }: CaseOptions): Promise<CostResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, memoryMb: BENCH_MEMORY_MB, log: () => undefined });
  try {
    return await costOver(
      server,
      quick
        ? { people: 40, times: 10, fresh: 400, rounds: 1 }
        : { people: 2_000, times: 100, fresh: 8_000, rounds: 15 },
    );
  } finally {
    await server.stop();
    await removeEmbeddedPostgres(dataDir);
  }
}

async function costOver(server: EmbeddedPostgres, size: Size): Promise<CostResult> {
  const { people, times, fresh, rounds } = size;
  const urls = await fill(server, size);
  const loadBefore = loadavg()[0]!;
  const pipelines: Pipeline[] = [];
  try {
    for (const url of urls) pipelines.push(await Pipeline.open(url, server.pid));
    const spent: CostRound[][] = pipelines.map(() => []);
    // The first round is for warming up.
    for (let round = 0; round <= rounds; round++) {
      for (const [n, pipeline] of pipelines.entries()) {
        const copies = n === 0 ? 1 : times;
        const one = await pipeline.feed(freshEvents({ people, copies, events: fresh, round }));
        if (round > 0) spent[n]!.push({ ...one, cpuMicrosPerEvent: microsPerEvent(one, fresh) });
      }
    }
    const more = (fresh * (rounds + 1)) / people;
    let compared = 0;
    for (const [n, { platform }] of pipelines.entries())
      compared += await checkFresh(platform.pool, { people, copies: n === 0 ? 1 : times, events: EVENTS_EACH + more });
    return {
      ...{ fresh, activeLeads: people, compared, load: [loadBefore, loadavg()[0]!] },
      measured: spent.map((each, n) => {
        const leads = people * (n === 0 ? 1 : times);
        return { leads, storedEvents: leads * EVENTS_EACH, rounds: each };
      }),
      ...ratiosOf(spent),
    };
  } finally {
    for (const pipeline of pipelines) await pipeline.close();
  }
}

function ratiosOf([little, much]: readonly (readonly CostRound[])[]) {
  const cpuRatioRounds = much!.flatMap(({ cpuMicrosPerEvent: of }, n) => {
    const before = little![n]!.cpuMicrosPerEvent;
    return of === null || before === null ? [] : [of / before];
  });
  const clockRatioRounds = much!.map(({ seconds }, n) => seconds / little![n]!.seconds);
  const cpuRatio = cpuRatioRounds.length === 0 ? null : median(cpuRatioRounds);
  return { cpuRatioRounds, cpuRatio, clockRatioRounds, clockRatio: median(clockRatioRounds) };
}

function microsPerEvent({ cpu: { node, postgres } }: Spent, events: number): number | null {
  return postgres === null ? null : ((node + postgres) * 1e6) / events;
}

/** The databases with little and with much stored. */
async function fill({ url, pid }: EmbeddedPostgres, { people, times }: Size): Promise<readonly [string, string]> {
  const [little, much] = ['cost_little', 'cost_much'] as const;
  const urlOf = (name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const admin = poolOf(url);
  try {
    await admin.query(`CREATE DATABASE ${little}`);
    const pipeline = await Pipeline.open(urlOf(little), pid);
    try {
      await pipeline.activateDefault();
      const { seconds } = await pipeline.feed([...historyOf({ people, eventsEach: EVENTS_EACH, untilMs: Date.now() })]);
      console.error(`  ${people * EVENTS_EACH} events were taken in (${seconds.toFixed(1)} s)`);
    } finally {
      await pipeline.close();
    }
    await admin.query(`CREATE DATABASE ${much} TEMPLATE ${little}`);
    await admin.query(`ALTER DATABASE ${much} SET synchronous_commit = off`);
    const pool = poolOf(urlOf(much));
    try {
      await multiply(pool, times - 1, (line) => console.error(line));
    } finally {
      await pool.end();
    }
    await admin.query(`ALTER DATABASE ${much} RESET synchronous_commit`);
    for (const name of [little, much]) await vacuum(urlOf(name));
    // What filling has left to write belongs to nobody's time.
    await admin.query('CHECKPOINT');
    return [urlOf(little), urlOf(much)];
  } finally {
    await admin.end();
  }
}

async function vacuum(url: string): Promise<void> {
  const pool = poolOf(url);
  try {
    await pool.query('VACUUM ANALYZE');
  } finally {
    await pool.end();
  }
}

function poolOf(url: string): ReturnType<typeof openPool> {
  return openPool(url, { max: 1, applicationName: 'bench', onError: () => undefined });
}

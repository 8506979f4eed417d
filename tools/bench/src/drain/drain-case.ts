import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@smarketing/postgres';
import { startBroker } from './broker.ts';
import { checkScores } from './check-scores.ts';
import type { Drained } from './drained.ts';
import type { Engagements, Spread } from './engagements.ts';
import { fillTopics, openLog } from './fill-topic.ts';
import { drainByScoring } from './scoring-contender.ts';

export type DrainOptions = {
  readonly quick: boolean;
  readonly events?: number | undefined;
  readonly leads?: number | undefined;
  readonly spread?: Spread | undefined;
  readonly rounds?: number | undefined;
  /** Contenders by how many processes of the scoring service share the lanes. */
  readonly processes?: readonly number[] | undefined;
  /** A folder for profiles of the scoring service's processor time. */
  readonly profileInto?: string | undefined;
};

export type DrainResult = {
  readonly events: number;
  readonly leads: number;
  readonly spread: Spread;
  /** Rounds of each contender, in the order in which they were run. */
  readonly measured: Readonly<Record<string, readonly Drained[]>>;
  /** Of the last minute, before the first round and after the last. */
  readonly load: readonly [number, number];
};

/** The scoring stage alone over a filled topic of one event per record: evidence, state and progress durable in PostgreSQL. */
export async function drainCase({ quick, ...asked }: DrainOptions): Promise<DrainResult> {
  const { events = quick ? 10_000 : 1_000_000, leads = quick ? 500 : 10_000, spread = 'visits' } = asked;
  const { rounds = quick ? 1 : 3, processes = [1, 2], profileInto } = asked;
  const of: Engagements = { events, leads, spread, untilMs: Date.now() - 60_000 };
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    const broker = await startBroker();
    try {
      const log = await openLog(broker.address);
      await fillTopics(log, of).finally(() => log.close());
      const [loadBefore] = loadavg() as [number];
      const measured: Record<string, Drained[]> = {};
      for (let round = 1; round <= rounds; round++) {
        for (const count of processes) {
          const name = count === 1 ? 'smarketing' : `smarketing, ${count} processes`;
          const setting = { broker, postgres, of, processes: count, profileInto };
          const drained = await drainByScoring(setting, async (pool) => void (await checkScores(pool, of)));
          console.error(`  ${name}, round ${round}: ${Math.round(drained.eventsPerSecond)} events/s`);
          (measured[name] ??= []).push(drained);
        }
      }
      const [loadAfter] = loadavg() as [number];
      return { events, leads, spread, measured, load: [loadBefore, loadAfter] };
    } finally {
      await broker.stop();
    }
  } finally {
    await postgres.stop();
    await removeEmbeddedPostgres(dataDir);
  }
}

import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from '@smarketing/postgres';
import { BENCH_MEMORY_MB } from '../bench-memory.ts';
import { median } from '../measure.ts';
import { startBroker, type Broker } from './broker.ts';
import { checkScores, type DecayedSum } from './check-scores.ts';
import type { Drained } from './drained.ts';
import type { Engagements, Spread } from './engagements.ts';
import { fillTopics, openLog } from './fill-topic.ts';
import { checkSameSums } from './same-sums.ts';
import { drainByScoring } from './scoring-contender.ts';
import { drainByStreams } from './streams-contender.ts';
import { streamsClassPath } from './streams-program.ts';

export type DrainOptions = {
  readonly quick: boolean;
  readonly events?: number | undefined;
  readonly leads?: number | undefined;
  readonly spread?: Spread | undefined;
  readonly rounds?: number | undefined;
  /** Contenders by how many processes of the scoring service share the lanes. */
  readonly processes?: readonly number[] | undefined;
  readonly rival?: boolean | undefined;
  /** Settings of Kafka Streams, to try others than ours. */
  readonly rivalSettings?: Readonly<Record<string, string>> | undefined;
  /** A folder for profiles of the scoring service's processor time. */
  readonly profileInto?: string | undefined;
};

export const RIVAL = 'kafka-streams';

export type DrainResult = {
  readonly events: number;
  readonly leads: number;
  readonly spread: Spread;
  /** Rounds of each contender, which took turns. */
  readonly measured: Readonly<Record<string, readonly Drained[]>>;
  /** Our rate over the rival's, of each round. */
  readonly ratioRounds: Readonly<Record<string, readonly number[]>>;
  /** The medians of those. */
  readonly ratios: Readonly<Record<string, number>>;
  /** The best of those. */
  readonly kafkaStreams: number | null;
  /** Leads whose sums were the same with every contender, in every round. */
  readonly compared: number;
  /** Of the last minute, before the first round and after the last. */
  readonly load: readonly [number, number];
};

type Sums = ReadonlyMap<string, DecayedSum>;
type Contender = () => Promise<{ readonly drained: Drained; readonly sums: Sums }>;

/**
 * The scoring stage alone over a filled topic of one event per record, with evidence, state and progress durable in PostgreSQL; and Kafka
 * Streams, which keeps one decayed sum per lead of the same topic.
 */
export async function drainCase(options: DrainOptions): Promise<DrainResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, memoryMb: BENCH_MEMORY_MB, log: () => undefined });
  try {
    const broker = await startBroker({ isBrief: options.quick });
    try {
      return await run(broker, postgres, options);
    } finally {
      await broker.stop();
    }
  } finally {
    await postgres.stop();
    await removeEmbeddedPostgres(dataDir);
  }
}

async function run(broker: Broker, postgres: EmbeddedPostgres, options: DrainOptions): Promise<DrainResult> {
  const { quick } = options;
  const { events = quick ? 5_000 : 300_000, leads = quick ? 250 : 10_000, spread = 'visits' } = options;
  const { rounds = quick ? 1 : 3, processes = quick ? [1] : [1, 2], rival = true, profileInto } = options;
  const of: Engagements = { events, leads, spread, untilMs: Date.now() - 60_000 };
  const log = await openLog(broker.address);
  try {
    const contenders: Record<string, Contender> = {};
    for (const count of processes) {
      contenders[count === 1 ? 'smarketing' : `smarketing, ${count} processes`] = () =>
        drainByScoring({ broker, postgres, of, processes: count, profileInto }, (pool) => checkScores(pool, of));
    }
    if (rival) {
      const classPath = await streamsClassPath();
      const settings = options.rivalSettings;
      contenders[RIVAL] = () => drainByStreams({ broker, log, classPath, events, settings });
    }
    await fillTopics(log, of);
    const [loadBefore] = loadavg() as [number];
    const { measured, compared } = await inTurn(contenders, rounds);
    const [loadAfter] = loadavg() as [number];
    return { events, leads, spread, measured, ...ratiosOf(measured), compared, load: [loadBefore, loadAfter] };
  } finally {
    await log.close();
  }
}

async function inTurn(contenders: Readonly<Record<string, Contender>>, rounds: number) {
  const measured: Record<string, Drained[]> = {};
  let expected: Sums | undefined;
  for (let round = 1; round <= rounds; round++) {
    for (const [name, drainIt] of Object.entries(contenders)) {
      const { drained, sums } = await drainIt();
      console.error(`  ${name}, round ${round}: ${Math.round(drained.eventsPerSecond)} events/s`);
      (measured[name] ??= []).push(drained);
      if (expected === undefined) expected = sums;
      else checkSameSums(expected, sums);
    }
  }
  return { measured, compared: expected?.size ?? 0 };
}

function ratiosOf(
  measured: Readonly<Record<string, readonly Drained[]>>,
): Pick<DrainResult, 'ratioRounds' | 'ratios' | 'kafkaStreams'> {
  const rival = measured[RIVAL];
  const ours = rival === undefined ? [] : Object.entries(measured).filter(([name]) => name !== RIVAL);
  const ratioRounds = Object.fromEntries(
    ours.map(([name, rounds]) => [name, rounds.map((one, n) => one.eventsPerSecond / rival![n]!.eventsPerSecond)]),
  );
  const ratios = Object.fromEntries(Object.entries(ratioRounds).map(([name, values]) => [name, median(values)]));
  const best = Object.values(ratios);
  return { ratioRounds, ratios, kafkaStreams: best.length === 0 ? null : Math.max(...best) };
}

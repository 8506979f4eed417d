import { loadavg } from 'node:os';
import type { CaseOptions } from '../bench-case.ts';
import { median } from '../measure.ts';
import type { Contender } from './contender.ts';
import { distributed, embedded } from './installation.ts';
import { floor, plain } from './rival.ts';
import { LITTLE_AHEAD, runRound, type Round, type RoundOptions } from './run-round.ts';
import type { Servers } from './servers.ts';

const ROUNDS = 3;

export type StreamMeasured = {
  readonly name: string;
  readonly does: string;
  readonly rounds: readonly Round[];
  /** Events a second, the median of the rounds. */
  readonly median: number;
};

/** Quotients of rates within each round, and their median. */
export type Ratio = { readonly median: number; readonly rounds: readonly number[] };

export type StreamResult = {
  readonly options: RoundOptions;
  readonly measured: readonly StreamMeasured[];
  /** Ours in the distributed mode by the plain design and by the floor; the embedded mode by the distributed one. */
  readonly ratios: { readonly plain: Ratio; readonly floor: Ratio; readonly embedded: Ratio };
  /** One-minute load average when it began and after each round. */
  readonly load: readonly number[];
};

/**
 * HTTP batches of a hundred until each event is in the durable evidence of its lead: the contenders in turn on the same servers,
 * each compared per event.
 */
export async function streamCase({ quick, grounds }: CaseOptions): Promise<StreamResult> {
  const ours = distributed(grounds.distributed.bind(grounds));
  const contenders: readonly Contender[] = [ours, plain, floor, embedded];
  const options: RoundOptions = quick
    ? { seconds: 1, warmUpSeconds: 1, knownPeople: 200, ahead: LITTLE_AHEAD }
    : { seconds: 60, warmUpSeconds: 20, knownPeople: 10_000 };
  const rounds = new Map(contenders.map((contender) => [contender, [] as Round[]]));
  const load = [loadavg()[0]!];
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    // Fresh ones, so that no round finds more in its way than the first one did.
    const servers = await grounds.servers();
    try {
      // Whoever comes first finds servers that have compiled nothing yet: not always the same one.
      const inTurn = [...contenders.slice(round), ...contenders.slice(0, round)];
      for (const contender of inTurn) rounds.get(contender)!.push(await oneRound(contender, servers, options));
    } finally {
      await servers.stop();
    }
    load.push(loadavg()[0]!);
  }
  const rates = (contender: Contender): number[] => rounds.get(contender)!.map(({ perSecond }) => perSecond);
  const ratio = (one: Contender, other: Contender): Ratio => {
    const others = rates(other);
    const quotients = rates(one).map((rate, round) => rate / others[round]!);
    return { median: median(quotients), rounds: quotients };
  };
  return {
    options,
    measured: contenders.map((contender) => ({
      ...{ name: contender.name, does: contender.does, rounds: rounds.get(contender)! },
      median: median(rates(contender)),
    })),
    ratios: {
      plain: ratio(ours, plain),
      floor: ratio(ours, floor),
      embedded: ratio(embedded, ours),
    },
    load,
  };
}

async function oneRound(contender: Contender, servers: Servers, options: RoundOptions): Promise<Round> {
  const started = await contender.start(servers);
  try {
    const round = await runRound(contender, started, options);
    console.error(`  ${contender.name}: ${Math.round(round.perSecond)} events/s`);
    return round;
  } finally {
    await started.stop();
  }
}

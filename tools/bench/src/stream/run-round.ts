import { setTimeout as pause } from 'node:timers/promises';
import { introductions } from './batches.ts';
import type { Contender, Started, Target } from './contender.ts';
import { cpuByProcess, usedBetween, type CpuByProcess } from './cpu-by-process.ts';
import { Evidence } from './evidence.ts';
import type { Ahead, LoadPlan, LoadResult } from './load-plan.ts';
import { runLoad } from './run-load.ts';

const PEOPLE_AT_ONCE = 500;
const REQUESTS_AT_ONCE = 8;
/** After the last acknowledgement. */
const SCORED_WITHIN_MS = 180_000;
/** Events before the end from which on they are counted. */
const COUNTED_LAST = 2_000;

/** For a round of a few seconds: else it would take three times as long to wait for what was sent before anything was scored. */
export const LITTLE_AHEAD: Ahead = { seconds: 1, events: 400 };

export type RoundOptions = {
  /** Begins the name of each event of the round. */
  readonly run?: string | undefined;
  /** How long events come in, and how long before that for warming up: programs compile what is used often, and servers grow their files. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly knownPeople: number;
  readonly ahead?: Ahead | undefined;
};

export type Round = {
  /** Taken, scored, and compared one by one. */
  readonly events: number;
  /** From the first request to the last committed evidence. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly load: LoadResult;
  /** Seconds of processor time per 1,000 events. */
  readonly cpuPerThousand: CpuByProcess;
};

/** Introduces the people, lets events come in for so long, waits until all of them are scored, and compares each. */
export async function runRound(contender: Contender, started: Started, options: RoundOptions): Promise<Round> {
  const { run = 'event', knownPeople, seconds, warmUpSeconds, ahead } = options;
  const evidence = new Evidence(contender, started);
  try {
    await introduce(started.target, knownPeople);
    await started.settled(knownPeople);
    const plan = { target: started.target, knownPeople, atOnce: REQUESTS_AT_ONCE, ahead };
    const warm = await loadUntilScored(evidence, { ...plan, run: `${run}-warm-up`, seconds: warmUpSeconds });
    await started.settled(knownPeople + warm.load.acknowledged);
    const cpuBefore = await cpuByProcess(started.names);
    const { load, endMs } = await loadUntilScored(evidence, { ...plan, run, seconds });
    const used = usedBetween(cpuBefore, await cpuByProcess(started.names));
    await evidence.compare(run, load.acknowledged, knownPeople);
    const tookSeconds = (endMs - load.firstAtMs) / 1_000;
    const perThousand = Object.entries(used).map(([name, cpu]) => [name, (cpu / load.acknowledged) * 1_000]);
    return {
      events: load.acknowledged,
      seconds: tookSeconds,
      perSecond: load.acknowledged / tookSeconds,
      load,
      cpuPerThousand: Object.fromEntries(perThousand),
    };
  } finally {
    await evidence.close();
  }
}

async function loadUntilScored(
  evidence: Evidence,
  plan: LoadPlan,
): Promise<{ readonly load: LoadResult; readonly endMs: number }> {
  const [before, about] = [await evidence.count(), await evidence.about()];
  const load = await runLoad(plan, async () => (await evidence.about()) - about);
  return { load, endMs: await scored(evidence, before + load.acknowledged) };
}

async function introduce({ url, headers }: Target, people: number): Promise<void> {
  for (let from = 0; from < people; from += PEOPLE_AT_ONCE) {
    const body = introductions(from, Math.min(PEOPLE_AT_ONCE, people - from));
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    if (!answer.ok) throw new Error(`introducing people was answered ${answer.status}: ${await answer.text()}`);
  }
}

/** Resolves with the instant, epoch ms, at which so many rows were seen; throws where there are more, or not enough in time. */
async function scored(evidence: Evidence, expected: number): Promise<number> {
  const giveUpAt = Date.now() + SCORED_WITHIN_MS;
  // To count is dear, and what is measured would pay for it.
  while ((await evidence.about()) < expected - COUNTED_LAST && Date.now() < giveUpAt) await pause(100);
  for (;;) {
    const count = await evidence.count();
    const nowMs = Date.now();
    if (count === expected) return nowMs;
    if (count > expected) throw new Error(`${count} events are scored, and only ${expected} were sent`);
    if (nowMs > giveUpAt) throw new Error(`${count} of ${expected} events are scored`);
    await pause(Math.min(1_000, (expected - count) / 100 + 20));
  }
}

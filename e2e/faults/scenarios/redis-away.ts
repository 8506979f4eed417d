import { setTimeout as pause } from 'node:timers/promises';
import type { Load } from '../harness/load.ts';
import type { Findings, Run, Scenario } from '../harness/scenario.ts';

/** Of the throughput with Redis, this must be left without. */
const LEAST_SHARE = 0.9;

/** Connections to Redis are refused. */
export const redisGone: Scenario = {
  number: 10,
  fault: 'Redis gone',
  modes: ['distributed'],
  fast: true,
  proxied: true,
  run: (run) => withAndWithout(run, () => run.system.network.redis.cut()),
};

/** Redis takes commands and never answers. */
export const redisSilent: Scenario = {
  number: 10,
  fault: 'Redis in a black hole',
  modes: ['distributed'],
  fast: false,
  proxied: true,
  run: (run) => withAndWithout(run, () => run.system.network.redis.blackHole()),
};

/**
 * The same kind of load, as fast as the answers come, with and without Redis by turns: whatever else slows the machine down then
 * meets both. Only the full form holds the figures against the promise: a few seconds say nothing.
 */
async function withAndWithout(run: Run, strike: () => void): Promise<Findings> {
  const { redis } = run.system.network;
  run.system.network.calm(run.seed);
  const loads: Load[] = [];
  const measure = async (): Promise<number> => {
    const startedMs = performance.now();
    const load = await run.load({ overMs: 0, events: run.either(300, 1_500), clients: 24 });
    loads.push(load);
    const { acknowledged } = await load.run();
    const rate = acknowledged.size / ((performance.now() - startedMs) / 1_000);
    // What follows from the events must not weigh on the next measurement.
    await run.system.idle();
    return rate;
  };
  // A rest before each: whoever comes after the other must not pay for what it has left behind, and the services try at least
  // every five seconds whether Redis is back.
  const restMs = run.either(1_000, 6_000);
  const withRedis = async (): Promise<number> => {
    redis.heal();
    await pause(restMs);
    return measure();
  };
  const withoutRedis = async (): Promise<number> => {
    strike();
    await pause(restMs);
    return measure();
  };
  // These are for warming up.
  await measure();
  await measure();
  const pairs: { readonly with: number; readonly without: number }[] = [];
  for (let n = 0; n < run.either(1, 10); n++) {
    const [first, second] = n % 2 === 0 ? [withRedis, withoutRedis] : [withoutRedis, withRedis];
    const [one, other] = [await first(), await second()];
    pairs.push(n % 2 === 0 ? { with: one, without: other } : { with: other, without: one });
  }
  redis.heal();
  const share = median(pairs.map((pair) => pair.without / pair.with));
  const settled = await run.settle(loads);
  const refused = settled.loads
    .flatMap(({ answers }) => Object.entries(answers))
    .filter(([status]) => !['200', '202'].includes(status));
  return {
    ...settled,
    recoverySeconds: await run.recovery(),
    seen: {
      eventsPerSecondWith: Math.round(median(pairs.map((pair) => pair.with))),
      eventsPerSecondWithout: Math.round(median(pairs.map((pair) => pair.without))),
      share: share.toFixed(2),
    },
    violations: [
      ...(run.form === 'full' && share < LEAST_SHARE
        ? [`without Redis ${(share * 100).toFixed(0)} % of the throughput is left`]
        : []),
      ...refused.map(([status, count]) => `${count} answers ${status}`),
    ],
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

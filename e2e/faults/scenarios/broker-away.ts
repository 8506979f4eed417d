import { setTimeout as pause } from 'node:timers/promises';
import { MemoryWatch } from '../harness/memory.ts';
import type { Findings, Run, Scenario } from '../harness/scenario.ts';

/** What one process may hold more than before: the queues at the door and before the log are bounded to 64 M characters each. */
const MOST_GROWTH_MIB = 400;
const LONGEST_RECOVERY_SECONDS = 30;

/** The broker's process is killed, and comes back over the same data. */
export const brokerKilled: Scenario = {
  number: 6,
  fault: 'broker down for 30 s',
  modes: ['distributed'],
  fast: false,
  proxied: true,
  run: (run) =>
    whileAway(run, {
      begin: () => run.system.servers.kafka.kill(),
      end: () => run.system.servers.kafka.restart(),
    }),
};

/** The broker lives, and the network refuses connections to it. */
export const brokerCutOff: Scenario = {
  number: 6,
  fault: 'broker cut off for 30 s (fast 17 s)',
  modes: ['distributed'],
  fast: true,
  proxied: true,
  run: (run) =>
    whileAway(run, {
      begin: async () => run.system.network.kafka.cut(),
      end: async () => run.system.network.kafka.heal(),
    }),
};

/** Connections stay, and nothing that is sent arrives: only time tells that nobody is there. */
export const brokerSilent: Scenario = {
  number: 6,
  fault: 'broker in a black hole for 30 s',
  modes: ['distributed'],
  fast: false,
  proxied: true,
  run: (run) =>
    whileAway(run, {
      begin: async () => run.system.network.kafka.blackHole(),
      end: async () => run.system.network.kafka.heal(),
    }),
};

async function whileAway(
  run: Run,
  fault: { readonly begin: () => Promise<void>; readonly end: () => Promise<void> },
): Promise<Findings> {
  // Clients wait up to 15 s for the log before they are told to come again.
  const awayMs = run.either(17_000, 30_000);
  run.system.network.calm(run.seed);
  const memory = new MemoryWatch(run.system);
  // Many more clients than usual: each waits for its answer, and it is their waiting that must not pile up.
  const load = await run.load({
    overMs: awayMs + run.either(1_000, 10_000),
    clients: run.either(100, 400),
    events: run.either(400, 12_000),
  });
  await pause(run.random.int(300, 1_000));
  await fault.begin();
  await pause(awayMs);
  await fault.end();
  const recoverySeconds = await run.recovery();
  const { answers, withoutRetryAfter } = await load.run();
  const { mostMiB, grownMiB } = memory.end();
  const violations = [
    ...(answers[503] === undefined ? ['nobody was told to come again: the fault did not strike'] : []),
    ...(withoutRetryAfter > 0 ? [`${withoutRetryAfter} refusals came without Retry-After`] : []),
    ...(grownMiB > MOST_GROWTH_MIB ? [`a process grew by ${grownMiB} MiB, more than ${MOST_GROWTH_MIB} MiB`] : []),
    ...(recoverySeconds > LONGEST_RECOVERY_SECONDS ? [`recovery took ${recoverySeconds.toFixed(1)} s`] : []),
    ...Object.keys(answers).flatMap((status) =>
      ['200', '202', '503'].includes(status) ? [] : [`${answers[Number(status)]} answers ${status}`],
    ),
  ];
  return {
    ...(await run.settle([load])),
    recoverySeconds,
    seen: { refusals: answers[503] ?? 0, mostMiB, grownMiB },
    violations,
  };
}

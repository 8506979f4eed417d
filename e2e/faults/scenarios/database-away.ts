import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Run, Scenario } from '../harness/scenario.ts';

const LONGEST_RECOVERY_SECONDS = 30;

/** kill -9 of the server, and its next start over the same data. */
export const databaseRestarted: Scenario = {
  number: 8,
  fault: 'Postgres killed and started again',
  modes: ['distributed'],
  fast: true,
  proxied: true,
  run: (run) =>
    whileAway(run, async () => {
      const { postgres } = run.system.servers;
      await postgres.kill();
      await pause(run.random.int(0, run.either(1_000, 10_000)));
      await postgres.restart();
    }),
};

/** Nothing passes for a while, and then everything that was sent does. */
export const databasePaused: Scenario = {
  number: 8,
  fault: 'Postgres pauses for 30 s (fast 5 s)',
  modes: ['embedded', 'distributed'],
  fast: false,
  proxied: true,
  run: (run) => whileAway(run, () => run.system.network.postgres.pause(run.either(5_000, 30_000))),
};

/** What is sent vanishes, and at the end the connections are reset. */
export const databaseSilent: Scenario = {
  number: 8,
  fault: 'Postgres in a black hole for 30 s (fast 5 s)',
  modes: ['embedded', 'distributed'],
  fast: false,
  proxied: true,
  run: (run) =>
    whileAway(run, async () => {
      const { postgres } = run.system.network;
      postgres.blackHole();
      await pause(run.either(5_000, 30_000));
      postgres.heal();
    }),
};

async function whileAway(run: Run, fault: () => Promise<void>): Promise<Findings> {
  run.system.network.calm(run.seed);
  const load = await run.load({ overMs: run.either(3_000, 40_000) });
  await pause(run.random.int(300, 1_500));
  await fault();
  const recoverySeconds = await run.recovery();
  const { answers } = await load.run();
  return {
    ...(await run.settle([load])),
    recoverySeconds,
    seen: { answers: JSON.stringify(answers) },
    violations: [
      ...(recoverySeconds > LONGEST_RECOVERY_SECONDS ? [`recovery took ${recoverySeconds.toFixed(1)} s`] : []),
      ...Object.keys(answers).flatMap((status) =>
        ['200', '202', '503'].includes(status) ? [] : [`${answers[Number(status)]} answers ${status}`],
      ),
    ],
  };
}

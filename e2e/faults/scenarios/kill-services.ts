import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Run, Scenario } from '../harness/scenario.ts';

/** Session timeout of the groups, and what may come on top of it. */
const RECOVERY_SECONDS = 10 + 5;

/** `kill -9` of each service at random, while events come in. */
export const killServices: Scenario = {
  number: 1,
  fault: 'kill -9 of each service',
  modes: ['distributed'],
  fast: true,
  async run(run) {
    const services = run.random.shuffle(run.system.services());
    const victims = run.form === 'fast' ? services.slice(0, 2) : services;
    return killOneByOne(run, victims, async (service) => {
      const which = run.random.int(0, run.system.pids(service).length);
      await run.system.killProcess(service, which);
    });
  },
};

/** `kill -9` of the one process, which leaves its Postgres behind. */
export const killWholeProcess: Scenario = {
  number: 1,
  fault: 'kill -9 of the whole process',
  modes: ['embedded'],
  fast: true,
  run: (run) =>
    killOneByOne(
      run,
      Array.from({ length: run.either(2, 5) }, () => 'all'),
      (service) => run.system.killProcess(service),
    ),
};

/** `kill -9` of the embedded Postgres under the running process. */
export const killEmbeddedPostgres: Scenario = {
  number: 1,
  fault: 'kill -9 of the embedded Postgres',
  modes: ['embedded'],
  fast: true,
  run: (run) =>
    killOneByOne(
      run,
      Array.from({ length: run.either(1, 4) }, () => 'postgres'),
      async () => {
        process.kill(await run.system.postmaster(), 'SIGKILL');
      },
    ),
};

async function killOneByOne(
  run: Run,
  victims: readonly string[],
  kill: (victim: string) => Promise<void>,
): Promise<Findings> {
  const load = await run.load({ overMs: run.either(5_000, victims.length * 8_000) });
  const recoveries: number[] = [];
  for (const victim of victims) {
    await pause(run.random.int(100, run.either(1_500, 5_000)));
    const killedMs = performance.now();
    await kill(victim);
    const back = (performance.now() - killedMs) / 1_000;
    recoveries.push(back + (await run.recovery()));
  }
  const recoverySeconds = Math.max(...recoveries);
  const tooLong = run.form === 'full' && recoverySeconds > RECOVERY_SECONDS;
  return {
    ...(await run.settle([load])),
    recoverySeconds,
    seen: { killed: victims.join(', ') },
    violations: tooLong ? [`recovery took ${recoverySeconds.toFixed(1)} s, more than ${RECOVERY_SECONDS} s`] : [],
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import { fencedIn } from '../harness/fenced.ts';
import type { Scenario } from '../harness/scenario.ts';

/** Longer than the group waits for a silent member. */
const SILENT_MS = 14_000;

/** A process is stopped for so long that others get its lanes, and then goes on as if nothing had happened. */
export const zombie: Scenario = {
  number: 3,
  fault: 'SIGSTOP past the session timeout, then SIGCONT',
  modes: ['distributed'],
  fast: true,
  async run(run) {
    const { system } = run;
    const times = run.either(1, 3);
    const fencedBefore = fencedIn(system.log());
    const load = await run.load({ overMs: times * (SILENT_MS + 4_000) });
    const recoveries: number[] = [];
    const stopped: string[] = [];
    for (let n = 0; n < times; n++) {
      const service = n === 0 ? 'scoring' : run.random.pick(system.services().filter((name) => name !== 'console'));
      stopped.push(service);
      await pause(run.random.int(500, 2_000));
      const pid = system.signal(service, 'SIGSTOP', run.random.int(0, system.pids(service).length));
      try {
        await pause(SILENT_MS);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      recoveries.push(await run.recovery());
    }
    const settled = await run.settle([load]);
    const fenced = fencedIn(system.log()) - fencedBefore;
    return {
      ...settled,
      recoverySeconds: Math.max(...recoveries),
      seen: { stopped: stopped.join(', '), fenced, repeats: settled.repeats },
      violations:
        run.form === 'full' && fenced + settled.repeats === 0 ? ['neither a FENCED nor a repeat was seen'] : [],
    };
  },
};

import { setTimeout as pause } from 'node:timers/promises';
import { Member } from '../harness/member.ts';
import type { Scenario } from '../harness/scenario.ts';

const EVERY_MS = 5_000;
/** Beside those of the installation; five in all, of a service of which two run always. */
const MOST_MORE = 3;
const LONGEST_STALL_SECONDS = 30;

/** Members join and leave, by SIGTERM and by SIGKILL, every few seconds; at times there are five. */
export const membersComeAndGo: Scenario = {
  number: 4,
  fault: 'members join and leave every 5 s, five at once',
  modes: ['distributed'],
  fast: false,
  async run(run) {
    const { system, random } = run;
    const changes = run.either(4, 14);
    const load = await run.load({ overMs: changes * EVERY_MS });
    const members: Member[] = [];
    const stalls: number[] = [];
    let most = 0;
    try {
      for (let n = 0; n < changes; n++) {
        const startedMs = performance.now();
        const joins = n < MOST_MORE || members.length === 0 || (members.length < MOST_MORE && random.chance(0.5));
        if (joins) members.push(await Member.start(system, 'scoring'));
        else await members.splice(random.int(0, members.length), 1)[0]!.end(random.pick(['SIGTERM', 'SIGKILL']));
        most = Math.max(most, members.length + system.pids('scoring').length);
        // Each second change also moves on while leads are under way; the others are looked at.
        if (n % 2 === 0) stalls.push(await run.recovery());
        await pause(Math.max(0, EVERY_MS - (performance.now() - startedMs)));
      }
    } finally {
      await Promise.all(members.map((member) => member.end('SIGTERM')));
    }
    const longest = Math.max(...stalls);
    return {
      ...(await run.settle([load])),
      recoverySeconds: longest,
      seen: { changes, 'members at most': most },
      violations: run.form === 'full' && longest > LONGEST_STALL_SECONDS ? [`a stall of ${longest.toFixed(1)} s`] : [],
    };
  },
};

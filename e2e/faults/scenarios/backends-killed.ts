import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from '../harness/scenario.ts';

/** Only those that work at this moment; which of them follows from the seed. */
const KILL_ONE_AT_WORK = `
  SELECT pg_terminate_backend(pid) AS struck FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (state = 'active' OR state LIKE 'idle in transaction%')
  ORDER BY md5(pid::text || $1::text) LIMIT 1`;

/** PostgreSQL ends connections in the middle of statements and transactions. */
export const backendsKilled: Scenario = {
  number: 8,
  fault: 'Postgres backends killed mid-statement',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  async run(run) {
    const wanted = run.either(10, 150);
    const load = await run.load({ overMs: run.either(4_000, 60_000) });
    let killed = 0;
    // Few are at work in any one instant.
    while (killed < wanted && load.progress < 1) {
      const struck = await run.system.sql<{ struck: boolean }>(KILL_ONE_AT_WORK, [run.seed * 1_000 + killed]);
      killed += struck.length;
      await pause(struck.length > 0 ? run.random.int(10, 300) : 5);
    }
    return {
      ...(await run.settle([load])),
      recoverySeconds: await run.recovery(),
      seen: { killed },
      violations: killed === 0 ? ['no backend was killed: the fault did not strike'] : [],
    };
  },
};

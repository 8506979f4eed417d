import type { Scenario } from '../harness/scenario.ts';

/** Where each service keeps what it writes after its lanes, in the same transaction. */
const TABLES = [
  'scoring.lead_score',
  'routing.routing_lead',
  'sla.sla_lead',
  'feedback.feedback_lead',
  'console.lead_view',
] as const;

/** Somebody locks in the other order, and lets the service be the victim. */
export const deadlocks: Scenario = {
  number: 8,
  fault: 'deadlocks',
  modes: ['embedded', 'distributed'],
  fast: false,
  async run(run) {
    const before = await deadlocksSoFar(run.system);
    const rounds = run.either(1, 4);
    const load = await run.load({ overMs: rounds * TABLES.length * 2_000 });
    for (let round = 0; round < rounds; round++) {
      for (const table of run.random.shuffle(TABLES)) {
        if (load.progress === 1) break;
        await run.system.sql(deadlockOver(table));
      }
    }
    const met = (await deadlocksSoFar(run.system)) - before;
    return {
      ...(await run.settle([load])),
      recoverySeconds: await run.recovery(),
      seen: { deadlocks: met },
      violations: met === 0 ? ['there was no deadlock: the fault did not strike'] : [],
    };
  },
};

/**
 * Takes the state, waits until a runner that holds its lanes waits for it, and wants the lanes. Who waits first looks for
 * deadlocks first, after PostgreSQL's usual second; this one here would do so only after a minute.
 */
function deadlockOver(table: string): string {
  const [schema] = table.split('.');
  return `DO $$
    BEGIN
      SET LOCAL deadlock_timeout = '60s';
      LOCK TABLE ${table} IN EXCLUSIVE MODE;
      FOR attempt IN 1 .. 400 LOOP
        EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE relation = '${table}'::regclass AND NOT granted);
        PERFORM pg_sleep(0.01);
      END LOOP;
      LOCK TABLE ${schema}.lanes IN EXCLUSIVE MODE;
    END $$`;
}

async function deadlocksSoFar(system: { sql: (statement: string) => Promise<{ count?: number }[]> }): Promise<number> {
  const [row] = await system.sql(
    'SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return row?.count ?? 0;
}

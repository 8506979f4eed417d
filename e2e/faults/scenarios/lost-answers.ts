import type { Scenario } from '../harness/scenario.ts';

/** PostgreSQL carries statements out, whatever they are, and its answers never arrive. */
export const lostAnswers: Scenario = {
  number: 9,
  fault: "Postgres' answers lost (0.5 %, fast 2 %)",
  modes: ['embedded', 'distributed'],
  fast: false,
  proxied: true,
  async run(run) {
    const { postgres } = run.system.network;
    run.system.network.calm(run.seed);
    const before = postgres.counters;
    postgres.loseAnswers(run.either(0.02, 0.005));
    const load = await run.load({ overMs: run.either(4_000, 60_000) });
    await load.run();
    postgres.heal();
    const recoverySeconds = await run.recovery();
    const lost = postgres.counters.lostAnswers - before.lostAnswers;
    return {
      ...(await run.settle([load])),
      recoverySeconds,
      seen: { lostAnswers: lost, queries: postgres.counters.queries - before.queries },
      violations: lost === 0 ? ['no answer was lost: the fault did not strike'] : [],
    };
  },
};

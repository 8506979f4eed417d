import type { Scenario } from '../harness/scenario.ts';

/** Answers to COMMIT that do not arrive, or say that nothing was kept. */
export const commitsInDoubt: Scenario = {
  number: 9,
  fault: 'COMMIT answered with ROLLBACK; connection cut before and after COMMIT',
  modes: ['embedded', 'distributed'],
  fast: true,
  proxied: true,
  async run(run) {
    const { postgres } = run.system.network;
    run.system.network.calm(run.seed);
    const before = postgres.counters;
    const share = run.either(0.15, 0.05);
    postgres.failCommits({ rolledBack: share, cutAfter: share, cutBefore: share / 2 });
    const load = await run.load({ overMs: run.either(4_000, 60_000) });
    await load.run();
    await run.system.idle();
    postgres.heal();
    const after = postgres.counters;
    const seen = {
      commits: after.commits - before.commits,
      rolledBack: after.commitsRolledBack - before.commitsRolledBack,
      cutAfter: after.commitsCutAfter - before.commitsCutAfter,
      cutBefore: after.commitsCutBefore - before.commitsCutBefore,
    };
    return {
      ...(await run.settle([load])),
      recoverySeconds: await run.recovery(),
      seen,
      violations: Object.entries(seen).flatMap(([what, count]) =>
        count === 0 ? [`${what}: none, the fault did not strike`] : [],
      ),
    };
  },
};

import type { Scenario } from '../harness/scenario.ts';

/** The harness itself: without a fault everything holds. */
export const noFault: Scenario = {
  number: 0,
  fault: 'none',
  modes: ['embedded', 'distributed'],
  fast: true,
  async run(run) {
    const load = await run.load({ overMs: 1_000 });
    await load.run();
    return { ...(await run.settle([load])), recoverySeconds: await run.recovery() };
  },
};

import type { Scenario } from '../harness/scenario.ts';

/** Nothing fails, but everything takes its time. */
export const slowNetwork: Scenario = {
  number: 0,
  fault: 'latency of 50 ms on everything',
  modes: ['distributed'],
  fast: false,
  proxied: true,
  async run(run) {
    const { network } = run.system;
    network.calm(run.seed);
    for (const proxy of network.all) proxy.latency(50, 10);
    const load = await run.load({ overMs: run.either(4_000, 30_000) });
    await load.run();
    await run.system.idle();
    const slow = await run.recovery();
    network.calm(run.seed);
    return {
      ...(await run.settle([load])),
      recoverySeconds: await run.recovery(),
      seen: { endToEndSeconds: slow.toFixed(1) },
    };
  },
};

import type { Scenario } from '../harness/scenario.ts';

/** Kafka writes, but its answer never arrives: whoever sent it must send it again. More often where there is less time. */
export const lostAcks: Scenario = {
  number: 5,
  fault: 'produce acks lost (5 %, fast 20 %)',
  modes: ['distributed'],
  fast: true,
  proxied: true,
  async run(run) {
    const { kafka } = run.system.network;
    run.system.network.calm(run.seed);
    const before = kafka.counters;
    kafka.loseAcks(run.either(0.2, 0.05));
    const load = await run.load({ overMs: run.either(4_000, 60_000) });
    await load.run();
    // What follows from the events is published under the fault, too.
    await run.system.idle();
    kafka.heal();
    const lost = kafka.counters.lostAcks - before.lostAcks;
    return {
      ...(await run.settle([load])),
      recoverySeconds: await run.recovery(),
      seen: { lostAcks: lost, produceRequests: kafka.counters.produceRequests - before.produceRequests },
      violations: lost === 0 ? ['no ack was lost: the fault did not strike'] : [],
    };
  },
};

import type { Scenario } from '../harness/scenario.ts';

/** SIGTERM to one process after the other, each time when the last is back: no client is told of an error. */
export const rollingRestart: Scenario = {
  number: 17,
  fault: 'rolling SIGTERM under load',
  modes: ['distributed'],
  fast: false,
  // Of those that answer clients one stays while the other goes.
  ownSystem: { also: ['ingestion', 'console'] },
  async run(run) {
    const { system } = run;
    const services = system
      .services()
      .flatMap((service) => system.pids(service).map((_, which) => ({ service, which })));
    const rolled = run.random.shuffle(services).slice(0, run.either(3, services.length));
    const load = await run.load({ overMs: rolled.length * 5_000 });
    const recoveries: number[] = [];
    for (const { service, which } of rolled) {
      await system.replaced(system.signal(service, 'SIGTERM', which));
      await system.ready(service);
      recoveries.push(await run.recovery());
    }
    const { answers } = await load.run();
    const errors = Object.keys(answers).filter((status) => Number(status) >= 500);
    return {
      ...(await run.settle([load])),
      recoverySeconds: Math.max(...recoveries),
      seen: { restarted: rolled.length, 'not connected': answers[0] ?? 0 },
      violations: errors.length > 0 ? [`answers: ${JSON.stringify(answers)}`] : [],
    };
  },
};

import type { Scenario } from '../harness/scenario.ts';

/** Requests a second that a key may make here. */
const LIMIT = 20;
const TIMES_TOO_MUCH = 5;
const RECOVERS_WITHIN_SECONDS = 30;
/** An average request carries some five events. */
const EVENTS_PER_REQUEST = 5;

/** Five times what a key may send: told to come again, never an error, and soon at rest afterwards. */
export const overload: Scenario = {
  number: 16,
  fault: 'five-fold overload',
  modes: ['embedded', 'distributed'],
  fast: false,
  ownSystem: { env: { SMARKETING_INTAKE_LIMIT: String(LIMIT) } },
  async run(run) {
    const seconds = run.either(5, 60);
    const events = LIMIT * EVENTS_PER_REQUEST * seconds;
    const load = await run.load({
      overMs: (seconds * 1_000) / TIMES_TOO_MUCH,
      clients: 256,
      events,
      patienceMs: 300_000,
    });
    const { answers } = await load.run();
    const endedMs = performance.now();
    await run.system.idle();
    const recoverySeconds = (performance.now() - endedMs) / 1_000;
    const unfit = Object.keys(answers).filter((status) => !['200', '202', '429', '503'].includes(status));
    return {
      ...(await run.settle([load])),
      recoverySeconds,
      seen: { '429': answers[429] ?? 0, '503': answers[503] ?? 0 },
      violations: [
        ...(unfit.length > 0 ? [`answers: ${JSON.stringify(answers)}`] : []),
        ...((answers[429] ?? 0) + (answers[503] ?? 0) === 0 ? ['nobody was told to come again'] : []),
        ...(run.form === 'full' && recoverySeconds > RECOVERS_WITHIN_SECONDS
          ? [`at rest only after ${recoverySeconds.toFixed(1)} s`]
          : []),
      ],
    };
  },
};

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sendOnce } from '../harness/client.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { ClientEvent } from '../harness/traffic.ts';

const MARK = 'over which a decision stumbles';
const preload = pathToFileURL(resolve(import.meta.dirname, '../harness/throwing-decisions.ts')).href;

/** Good events over which scoring's code has a mistake: each is set aside once, there alone, and the lead's other events count. */
export const decisionsThatThrow: Scenario = {
  number: 11,
  fault: 'a TypeError in a decision',
  modes: ['embedded', 'distributed'],
  fast: false,
  ownSystem: {
    env: {
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${preload}`,
      FAULT_THROWS_IN: 'scoring',
      FAULT_THROWS_ON: MARK,
    },
  },
  async run(run) {
    const { system, random } = run;
    const load = await run.load({ overMs: run.either(3_000, 15_000) });
    const emails = load.traffic.leads.map(({ email }) => email);
    const stumbling = Array.from({ length: run.either(4, 20) }, (_, n): ClientEvent => {
      const [id, email] = [`${run.name}-throws-${n}`, random.pick(emails)];
      // Of a type that gives no points: the score is the same without it.
      const properties = { note: `${id} ${MARK}`, ref: id };
      return { id, email, type: 'manual_read', atMs: Date.now() + n, door: 'events', data: { email, properties } };
    });
    const unfit: number[] = [];
    for (const event of stumbling) {
      const { status } = await sendOnce(system.target, [event]);
      if (status !== 202) unfit.push(status);
    }
    run.alsoSent(stumbling);
    return {
      ...(await run.settle([load], { poison: stumbling.map(({ id }) => ({ mark: `${id} ${MARK}`, services: 1 })) })),
      recoverySeconds: await run.recovery(),
      seen: { 'decisions that threw': stumbling.length },
      violations: unfit.map((status) => `one of its events was answered ${status}`),
    };
  },
};

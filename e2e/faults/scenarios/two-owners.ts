import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { fencedIn } from '../harness/fenced.ts';
import { Member } from '../harness/member.ts';
import type { Scenario } from '../harness/scenario.ts';

/** How long the two are beside each other: until one is fenced, within bounds. */
const SHORTEST_MS = 6_000;
const LONGEST_MS = 20_000;

const stubborn = pathToFileURL(resolve(import.meta.dirname, '../harness/stubborn.ts')).href;

/** A process that believes every lane to be its own, beside those to which the group has given them. */
export const twoOwners: Scenario = {
  number: 15,
  fault: 'two processes that both believe they own a lane',
  modes: ['distributed'],
  fast: true,
  async run(run) {
    const { system } = run;
    const fencedBefore = fencedIn(system.log());
    const services = run.form === 'fast' ? ['scoring'] : ['scoring', 'routing', 'sla', 'ingestion'];
    const load = await run.load({ overMs: services.length * LONGEST_MS });
    let fenced = 0;
    const recoveries: number[] = [];
    for (const service of services) {
      const believer = await Member.start(system, service, {
        NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${stubborn}`,
      });
      try {
        // Who looks at his claims once a second may see that they are gone before he has anything to commit.
        const isFenced = (): boolean => fencedIn(believer.log()) + fencedIn(system.log()) > fencedBefore + fenced;
        const startedMs = performance.now();
        const passedMs = (): number => performance.now() - startedMs;
        while (passedMs() < SHORTEST_MS || (passedMs() < LONGEST_MS && !isFenced())) await pause(200);
      } finally {
        await believer.end(run.random.pick(['SIGTERM', 'SIGKILL']));
      }
      fenced += fencedIn(believer.log());
      recoveries.push(await run.recovery());
    }
    const settled = await run.settle([load]);
    fenced += fencedIn(system.log()) - fencedBefore;
    return {
      ...settled,
      recoverySeconds: Math.max(...recoveries),
      seen: { believers: services.join(', '), fenced, repeats: settled.repeats },
      violations: fenced === 0 ? ['nobody was fenced'] : [],
    };
  },
};

import { setTimeout as pause } from 'node:timers/promises';
import { setGroupOffsets } from '../harness/foreign-offsets.ts';
import type { Scenario } from '../harness/scenario.ts';

const GROUPS = ['ingestion', 'scoring', 'routing', 'sla', 'feedback', 'console'];

/** The groups' offsets are set back and ahead by strangers, while the groups run and while nobody is there. */
export const foreignCommits: Scenario = {
  number: 7,
  fault: 'foreign and rewound offset commits',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  async run(run) {
    const { system, random } = run;
    const load = await run.load({ overMs: run.either(4_000, 30_000) });
    for (const group of random.shuffle(GROUPS).slice(0, run.either(1, GROUPS.length))) {
      await pause(random.int(200, 1_000));
      await setGroupOffsets(system, [group], random);
    }
    const recoverySeconds = await run.recovery();
    await system.killAll();
    await setGroupOffsets(system, GROUPS, random);
    await system.restart();
    return { ...(await run.settle([load])), recoverySeconds };
  },
};

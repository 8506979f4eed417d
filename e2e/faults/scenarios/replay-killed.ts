import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { until } from '../harness/until.ts';

/** Who takes part in a replay: who tells, who is rebuilt, and who looks on. */
const INVOLVED = ['ingestion', 'scoring', 'feedback', 'console'];
const REBUILT_WITHIN_MS = 180_000;

/**
 * Everything derived is forgotten and told again while events come in, and services are killed on the way: it goes on where it was,
 * and ends with the figures that the events have. What others were told is not told again.
 */
export const replayKilled: Scenario = {
  number: 19,
  fault: 'kill -9 in the middle of a replay under load',
  modes: ['embedded', 'distributed'],
  fast: false,
  async run(run) {
    const { system, random } = run;
    const kills = run.either(2, 6);
    const before = await run.load({ overMs: 0 });
    await before.run();
    const during = await run.load({ overMs: kills * run.either(1_000, 5_000) });
    const id = await askForReplay(system);
    for (const victim of random.shuffle([...INVOLVED, ...INVOLVED]).slice(0, kills)) {
      await pause(random.int(0, run.either(300, 2_000)));
      const which = system.mode === 'embedded' ? 0 : random.int(0, system.pids(victim).length);
      await system.killProcess(victim, which);
    }
    await during.run();
    await until(async () => (await statesOf(system, id)).every((state) => state === 'done'), {
      withinMs: REBUILT_WITHIN_MS,
      what: 'the replay to be done',
    });
    return {
      ...(await run.settle([before, during])),
      recoverySeconds: await run.recovery(),
      seen: { kills },
    };
  },
};

async function askForReplay(system: System): Promise<string> {
  const { status, body } = await system.api.call('POST', '/api/replays', { for: 'all' });
  if (status !== 202) throw new Error(`a replay was answered ${status}`);
  return (body as { id: string }).id;
}

async function statesOf(system: System, id: string): Promise<readonly string[]> {
  type Replays = { readonly items: readonly { readonly id: string; readonly state: string }[] };
  const { items } = await system.api.get<Replays>('/api/replays').catch((): Replays => ({ items: [] }));
  const states = items.filter((item) => item.id === id).map(({ state }) => state);
  // Those that have not heard of it yet are not in the list.
  return states.length === 3 ? states : ['unknown'];
}

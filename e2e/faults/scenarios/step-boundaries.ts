import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Run, Scenario } from '../harness/scenario.ts';
import { until } from '../harness/until.ts';

const STEPS = [
  'the claim',
  'writing the lanes',
  'writing what is to be published',
  'deleting what was published',
  'COMMIT',
  'the publication',
  'committing offsets',
].flatMap((step) => [`before ${step}`, `after ${step}`]);
/** The console publishes nothing, and agreement only what people decide. */
const SERVICES = ['ingestion', 'scoring', 'routing', 'sla', 'feedback'];

const folder = mkdtempSync(join(tmpdir(), 'smarketing-crash-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const armed = join(folder, 'armed.json');
const preload = pathToFileURL(resolve(import.meta.dirname, '../harness/crash-points.ts')).href;

/** The process ends at each boundary between two steps of the runner, in each service. */
export const stepBoundaries: Scenario = {
  number: 2,
  fault: 'exit at each step boundary of the runner',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  ownSystem: {
    env: { NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${preload}`, FAULT_CRASH_FILE: armed },
  },
  async run(run) {
    const all = STEPS.flatMap((step) => SERVICES.map((service) => ({ service, step })));
    const chosen = run.random.shuffle(all).slice(0, run.either(3, 24));
    const load = await run.load({ overMs: run.either(6_000, chosen.length * 4_000), events: run.either(400, 6_000) });
    const recoveries: number[] = [];
    for (const { service, step } of chosen) recoveries.push(await crashOnce(run, service, step));
    return {
      ...(await run.settle([load])),
      recoverySeconds: Math.max(...recoveries),
      seen: { crashes: chosen.length },
    };
  },
};

async function crashOnce(run: Run, service: string, step: string): Promise<number> {
  const { system, random } = run;
  const before = system.pids();
  // Claims come once with each start; of the others some pass first.
  const isClaim = step.endsWith('the claim');
  writeFileSync(armed, JSON.stringify({ service, step, time: isClaim ? 1 : random.int(1, 6) }));
  if (isClaim) await system.killProcess(system.mode === 'embedded' ? 'all' : service).catch(() => undefined);
  // There must be something to do on the way to the step.
  while (existsSync(armed))
    await Promise.race([
      run.recovery().catch(() => 0),
      until(() => !existsSync(armed), { withinMs: 60_000, what: `${service} to die ${step}` }),
    ]);
  if (system.mode === 'embedded') await system.revive();
  else
    await until(() => before.some((pid) => !system.pids().includes(pid)), {
      withinMs: 60_000,
      what: `${service} to be started again`,
    });
  return run.recovery();
}

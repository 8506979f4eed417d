import type { Mode } from '../../installation.ts';
import { runScenario, type Form, type Result, type Scenario } from './scenario.ts';
import { System, type SystemOptions } from './system.ts';

export type Selection = {
  readonly mode: Mode;
  readonly form: Form;
  readonly seeds: readonly number[];
  readonly report: (result: Result) => void;
};

/**
 * Runs scenarios of one mode with each seed. Those without an installation of their own share one; after a violation it is
 * replaced, so that one finding does not spoil the next.
 */
export async function runAll(scenarios: readonly Scenario[], selection: Selection): Promise<void> {
  const behindProxies = (scenario: Scenario): boolean => scenario.proxied === true;
  await runOn(
    {},
    scenarios.filter((scenario) => !behindProxies(scenario)),
    selection,
  );
  await runOn({ proxied: true }, scenarios.filter(behindProxies), selection);
}

async function runOn(
  options: SystemOptions,
  scenarios: readonly Scenario[],
  { mode, form, seeds, report }: Selection,
): Promise<void> {
  let shared: System | null = null;
  try {
    for (const scenario of scenarios) {
      for (const seed of seeds) {
        if (scenario.ownSystem) {
          report(await runAlone(scenario, mode, form, seed));
          continue;
        }
        shared ??= await System.start(mode, options);
        const result = await runScenario(scenario, shared, form, seed);
        report(result);
        if (result.violations.length > 0) {
          const failed: System = shared;
          shared = null;
          await failed.remove();
        }
      }
    }
  } finally {
    await shared?.remove();
  }
}

async function runAlone(scenario: Scenario, mode: Mode, form: Form, seed: number): Promise<Result> {
  const { ownSystem = {} } = scenario;
  const system = await System.start(mode, typeof ownSystem === 'function' ? ownSystem(mode) : ownSystem);
  try {
    return await runScenario(scenario, system, form, seed);
  } finally {
    await system.remove();
  }
}

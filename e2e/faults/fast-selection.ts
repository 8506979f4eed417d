import { afterAll, describe, expect, it } from '@jest/globals';
import type { Mode } from '../installation.ts';
import { runScenario, type Scenario } from './harness/scenario.ts';
import { System, type SystemOptions } from './harness/system.ts';
import { scenarios } from './scenarios/index.ts';

const SEED = 1;

/** The fast form of the faults of one mode, one seed each: on one installation as far as they can share one. */
export function theFastSelection(mode: Mode): void {
  const chosen = scenarios.filter(({ fast, modes }) => modes.includes(mode) && (fast === true || fast === mode));
  onOneInstallation(
    mode,
    chosen.filter(({ proxied, ownSystem }) => !proxied && !ownSystem),
    {},
  );
  onOneInstallation(
    mode,
    chosen.filter(({ proxied, ownSystem }) => proxied && !ownSystem),
    { proxied: true },
  );
  for (const scenario of chosen.filter(({ ownSystem }) => ownSystem)) {
    const { ownSystem = {} } = scenario;
    onOneInstallation(mode, [scenario], typeof ownSystem === 'function' ? ownSystem(mode) : ownSystem);
  }
}

function onOneInstallation(mode: Mode, shared: readonly Scenario[], options: SystemOptions): void {
  if (shared.length === 0) return;
  describe(`under faults, ${mode}, seed ${SEED}`, () => {
    let system: System | undefined;

    afterAll(async () => {
      await system?.remove();
    }, 120_000);

    it.each(shared)(
      'counts everything once and in order: $number, $fault',
      async (scenario) => {
        system ??= await System.start(mode, options);
        const result = await runScenario(scenario, system, 'fast', SEED);
        if (result.violations.length > 0) {
          // The next one shall not stumble over what this one has left.
          await system.remove();
          system = undefined;
        }
        // Printed with the failure: all that is needed to run it again.
        expect(result).toMatchObject({ seed: SEED, violations: [] });
        expect(result.acknowledged).toBeGreaterThan(result.events / 2);
      },
      300_000,
    );
  });
}

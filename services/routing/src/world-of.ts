import type { DecideContext } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { routePlanOf } from './domain/compile-plan.ts';
import type { World } from './domain/world.ts';

/** What the runner knows, as routing's decisions ask for it. */
export function worldOf({ nowMs, environment, agreementVersion, inputId }: DecideContext<InForce>): World {
  return { nowMs, plan: routePlanOf(environment.agreement), reps: environment.reps, agreementVersion, inputId };
}

import type { Reps } from './rep.ts';
import type { RoutePlan } from './route-plan.ts';

/** What a routing decision may know besides the lead and the book. */
export type World = {
  /** Epoch milliseconds; there is no other clock. */
  readonly nowMs: number;
  readonly plan: RoutePlan;
  readonly reps: Reps;
  readonly agreementVersion: number;
  /** Stable for the input that is decided on: ids derive from it. */
  readonly inputId: string;
};

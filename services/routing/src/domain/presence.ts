import type { Rep } from './rep.ts';
import type { RoutePlan } from './route-plan.ts';

/** Whether a rep works at an instant. All instants are epoch milliseconds. */
export type Presence =
  | { readonly kind: 'at-work' }
  /** Only the office is closed: back at its next opening. */
  | { readonly kind: 'off-hours'; readonly backAtMs: number }
  | { readonly kind: 'absent'; readonly backAtMs: number }
  /** Does not come back within 400 days. */
  | { readonly kind: 'gone' };

/**
 * A rep is absent, rather than off for the night, as soon as the absence covers this instant or puts off the next opening:
 * on the eve of a holiday somebody is absent already, since whoever gets a lead now would begin with it tomorrow.
 */
export function presenceOf(rep: Rep, nowMs: number, plan: RoutePlan): Presence {
  const backAtMs = plan.presence(rep).nextOpening(nowMs);
  if (backAtMs === null) return { kind: 'gone' };
  if (backAtMs === nowMs) return { kind: 'at-work' };
  return plan.officeHours(rep).nextOpening(nowMs) === backAtMs
    ? { kind: 'off-hours', backAtMs }
    : { kind: 'absent', backAtMs };
}

import type { Priority } from '@smarketing/contracts';
import type { LeadRouting } from './lead-routing.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 1_440 * MINUTE_MS;

/** The longest a waiting lead waits before it asks again, where nobody can say when there will be room. */
const LONGEST_MS: Record<Priority, number> = {
  P0: 5 * MINUTE_MS,
  P1: 15 * MINUTE_MS,
  P2: 30 * MINUTE_MS,
  P3: 60 * MINUTE_MS,
};
const FIRST_MS = 10 * SECOND_MS;
/** Of those who ask at one opening the more urgent ask first. */
const RANK_MS: Record<Priority, number> = { P0: 0, P1: SECOND_MS, P2: 2 * SECOND_MS, P3: 3 * SECOND_MS };

/**
 * When to ask again: at the instant that is known to help, or after a wait that doubles from ten seconds up to what the
 * priority allows (a place may come free, or a rep be added, at any time).
 *
 * @param tries how often it was asked before
 */
export function retryAt(knownMs: number | null, tries: number, priority: Priority, nowMs: number): number {
  if (knownMs !== null && knownMs > nowMs) return knownMs + RANK_MS[priority];
  return nowMs + Math.min(FIRST_MS * 2 ** Math.min(tries, 20), LONGEST_MS[priority]);
}

type Asks = { readonly priority: Priority; readonly qualifiedAtMs: number };
type Asked = { readonly nowMs: number; readonly plan: { readonly freshnessMs: number } };

/**
 * When to look again whether the rung assigns owners by now. Nobody tells a lead that an agreement was signed. What has become
 * history meanwhile is in no hurry.
 */
export function askRungAgainAt({ priority, qualifiedAtMs }: Asks, { nowMs, plan }: Asked): number {
  return nowMs + (qualifiedAtMs < nowMs - plan.freshnessMs ? DAY_MS : LONGEST_MS[priority]);
}

/** The earliest instant at which one of the lead's waiting cycles wants to be asked again; null when none waits. */
export function nextRetry(lead: LeadRouting): number | null {
  const due = lead.cycles.flatMap(({ place }) => (place.kind === 'assigned' ? [] : [place.retryAtMs]));
  return due.length === 0 ? null : Math.min(...due);
}

import type { DecideContext, Decision } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import type { LeadAtHand } from './domain/lead-score.ts';
import type { Moment } from './domain/moment.ts';
import { nextRecheck } from './domain/next-recheck.ts';
import type { Weighed } from './domain/weigh.ts';

/** The name of the one timer that a lead has. */
export const WHEN_RECHECK_DUE = 'when-recheck-due';

export function momentOf(leadId: string, context: DecideContext<InForce>, receivedAt?: string): Moment {
  const { agreement, content } = context.environment;
  const { nowMs, inputId, rebuilding } = context;
  return { leadId, nowMs, agreement, content, inputId, receivedAt, rebuilding };
}

/**
 * What a decision comes to: the new state, what it says, and the timer. One that is set for earlier than needed stays: it finds
 * nothing and is set anew, which is cheaper than moving it with every page view.
 */
export function decided({ lead, emits }: Weighed, moment: Moment): Decision<LeadAtHand, never> {
  const dueAtMs = nextRecheck(lead, moment);
  // One that should have fired by now may have been set aside: it is set anew.
  const isArmed = lead.armedForMs !== null && lead.armedForMs >= moment.nowMs;
  if (dueAtMs === null || (isArmed && lead.armedForMs <= dueAtMs)) return { state: lead, emits };
  const timer = { name: WHEN_RECHECK_DUE, key: moment.leadId, dueAtMs, data: null };
  return { state: { ...lead, armedForMs: dueAtMs }, emits, timers: [timer] };
}

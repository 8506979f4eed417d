import type { DecideContext, Decision } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import type { LeadAtHand } from './domain/lead-score.ts';
import type { Moment } from './domain/moment.ts';
import { dayOf, roomToday, type RulesDay } from './domain/rules-day.ts';
import { nextRecheck } from './domain/next-recheck.ts';
import type { Weighed } from './domain/weigh.ts';
import type { RulesDayChange } from './store/rules-days.ts';

/** The name of the one timer that a lead has. */
export const WHEN_RECHECK_DUE = 'when-recheck-due';

/** What caused the decision: when the edge received it, and how many were qualified today by rules alone where that may matter. */
type Occasion = { readonly receivedAt?: string | undefined; readonly rulesDay?: RulesDay };

export function momentOf(
  leadId: string,
  context: DecideContext<InForce>,
  { receivedAt, rulesDay }: Occasion = {},
): Moment {
  const { agreement, content } = context.environment;
  const { nowMs, inputId, rebuilding } = context;
  const roomByRules = rulesDay && roomToday(rulesDay, context.environment, nowMs);
  return { leadId, nowMs, agreement, content, inputId, receivedAt, rebuilding, roomByRules };
}

/**
 * What a decision comes to: the new state, what it says, and the timer. One that is set for earlier than needed stays: it finds
 * nothing and is set anew, which is cheaper than moving it with every page view.
 */
export function decided({ lead, emits, byRules }: Weighed, moment: Moment): Decision<LeadAtHand, RulesDayChange> {
  const changes = byRules === true ? { day: dayOf(moment.agreement, moment.nowMs) } : undefined;
  // One that should have fired by now may have been set aside: it is set anew.
  const isArmed = lead.armedForMs !== null && lead.armedForMs >= moment.nowMs;
  const dueAtMs = nextRecheck(lead, moment, isArmed ? lead.armedForMs : Infinity);
  if (dueAtMs === null || (isArmed && lead.armedForMs <= dueAtMs)) return { state: lead, emits, changes };
  const timer = { name: WHEN_RECHECK_DUE, key: moment.leadId, dueAtMs, data: null };
  return { state: { ...lead, armedForMs: dueAtMs }, emits, changes, timers: [timer] };
}

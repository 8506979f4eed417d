import type { DecideContext, Decision } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { happeningsOf } from './domain/happenings.ts';
import type { Moment } from './domain/moment.ts';
import { owedOf } from './domain/owed.ts';
import type { Outcome } from './domain/settle.ts';
import type { SlaLead } from './domain/sla-lead.ts';
import { termsOf } from './domain/terms-of.ts';
import type { Terms } from './domain/terms.ts';

/** The name of the one timer that a lead has: it stands at the earliest thing that time alone will bring about. */
export const WHEN_CLOCK_DUE = 'when-clock-due';

const TERMS = new WeakMap<InForce, Terms>();

export function termsInForce(inForce: InForce): Terms {
  const known = TERMS.get(inForce);
  if (known) return known;
  const made = termsOf(inForce.agreement.document, inForce.reps);
  TERMS.set(inForce, made);
  return made;
}

export function momentOf(leadId: string, context: DecideContext<InForce>, receivedAt?: string): Moment {
  return {
    leadId,
    nowMs: context.nowMs,
    terms: termsInForce(context.environment),
    agreementVersion: context.agreementVersion,
    unconfirmed: context.unconfirmed,
    receivedAt,
  };
}

/** What a decision comes to: the new state, what it says, and the timer moved to what comes next. */
export function decided({ lead, emits }: Outcome, { leadId, terms }: Moment): Decision<SlaLead, never> {
  const dueAtMs = happeningsOf(lead, terms)[0]?.atMs ?? null;
  const state: SlaLead = { ...lead, armedForMs: dueAtMs, owed: owedOf(lead, terms) };
  if (dueAtMs === lead.armedForMs) return { state, emits };
  const timer = { name: WHEN_CLOCK_DUE, key: leadId };
  return { state, emits, timers: [dueAtMs === null ? { ...timer, cancel: true } : { ...timer, dueAtMs, data: null }] };
}

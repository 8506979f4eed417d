import type { CloudEvent, EventDefinition } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { DecideContext, Decision, Reactor } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { announceDue } from './domain/announce-due.ts';
import type { Outcome } from './domain/enrolment.ts';
import type { FeedbackLead } from './domain/feedback-lead.ts';
import type { Moment } from './domain/moment.ts';
import { follow } from './domain/occasion.ts';
import type { Occasion } from './domain/occasion.ts';
import { settle } from './domain/settle.ts';
import { nextDue } from './domain/timetable.ts';
import { underAgreement } from './domain/under-agreement.ts';
import { FeedbackLeads } from './store/feedback-leads.ts';

/** The name of the one timer that a lead has: it stands at what its track brings next. */
export const WHEN_NURTURE_STEP_DUE = 'when-nurture-step-due';

const { onEvent } = reactorsIn<InForce>();

type OnLead<D> = {
  readonly name: string;
  readonly on: readonly EventDefinition<D>[];
  /** What the event teaches: a fact, the same whenever and however often it is told. The same lead where it is nothing new. */
  readonly learn: (lead: FeedbackLead, event: CloudEvent<D>) => FeedbackLead;
  /** What may follow from it besides that the lead is settled; null: nothing. */
  readonly occasion?: (event: CloudEvent<D>) => Occasion | null;
};

/** A reactor on events about a lead. What it learns is a fact, also when the event is told again; what follows, follows once. */
export function onLead<D>({ name, on, learn, occasion }: OnLead<D>): Reactor {
  return onEvent<FeedbackLead, D>({
    name,
    on,
    state: FeedbackLeads,
    // Also where nothing is new: it may have been told again before it came itself, and nothing has followed from it yet.
    decide: (lead, event, context) =>
      decided(learn(lead, event), occasion?.(event) ?? null, momentOf(event.subject, context, event.receivedat)),
    retold: (lead, event, { environment }) => {
      const after = learn(lead, event);
      return after === lead ? lead : underAgreement(after, environment.agreement);
    },
  });
}

/** The lead's timer is due: what its track brings, for whoever is still on it. */
export function decidedByTime(lead: FeedbackLead, moment: Moment): Decision<FeedbackLead, never> {
  if (moment.rebuilding) return postponed(lead, null, moment);
  const outcome = settle(followedUp(lead, null, moment), moment);
  return armed(settle(announceDue(outcome, moment), moment), moment);
}

export function momentOf(leadId: string, context: DecideContext<InForce>, receivedAt?: string): Moment {
  const { nowMs, environment, agreementVersion, inputId, rebuilding } = context;
  return { leadId, nowMs, agreement: environment.agreement, agreementVersion, inputId, receivedAt, rebuilding };
}

/** The whole decision: what was learnt, what follows from it for nurture, and the timer moved to what comes next. */
function decided(lead: FeedbackLead, occasion: Occasion | null, moment: Moment): Decision<FeedbackLead, never> {
  if (moment.rebuilding) return postponed(lead, occasion, moment);
  return armed(settle(followedUp(lead, occasion, moment), moment), moment);
}

function followedUp(lead: FeedbackLead, occasion: Occasion | null, moment: Moment): Outcome {
  const given: Outcome = { lead: underAgreement({ ...lead, postponed: null }, moment.agreement), emits: [] };
  const occasions = [...(lead.postponed ?? []), ...(occasion === null ? [] : [occasion])];
  return occasions.reduce((outcome, each) => follow(outcome, each, moment), given);
}

function armed({ lead, emits }: Outcome, moment: Moment): Decision<FeedbackLead, never> {
  const dueAtMs = nextDue(lead, moment.agreement.document.nurture)?.atMs ?? null;
  if (dueAtMs === lead.armedForMs) return { state: lead, emits };
  const timer = { name: WHEN_NURTURE_STEP_DUE, key: moment.leadId };
  return {
    state: { ...lead, armedForMs: dueAtMs },
    emits,
    timers: [dueAtMs === null ? { ...timer, cancel: true } : { ...timer, dueAtMs, data: null }],
  };
}

/** Half of what is known may not have been told again yet: nothing follows until the rebuild is done, when the timer fires. */
function postponed(lead: FeedbackLead, occasion: Occasion | null, moment: Moment): Decision<FeedbackLead, never> {
  const known = underAgreement(lead, moment.agreement);
  const waiting = [...(lead.postponed ?? []), ...(occasion === null ? [] : [occasion])];
  if (lead.postponed !== null) return { state: { ...known, postponed: waiting } };
  const timer = { name: WHEN_NURTURE_STEP_DUE, key: moment.leadId, dueAtMs: moment.nowMs, data: null };
  return { state: { ...known, postponed: waiting, armedForMs: moment.nowMs }, timers: [timer] };
}

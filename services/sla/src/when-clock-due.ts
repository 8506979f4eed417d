import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { WHEN_CLOCK_DUE, decided, momentOf } from './decide-on-lead.ts';
import { announceDue } from './domain/announce-due.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { whenDue } = reactorsIn<InForce>();

/** Reminders, breaches, escalations, attempts: everything that is due is said once, in order. */
export const whenClockDue = whenDue({
  name: WHEN_CLOCK_DUE,
  state: SlaLeads,
  decide: (lead, timer, context) => {
    const moment = momentOf(timer.key, context);
    return decided(announceDue({ ...lead, armedForMs: null }, moment), moment);
  },
});

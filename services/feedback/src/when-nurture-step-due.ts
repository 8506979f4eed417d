import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { WHEN_NURTURE_STEP_DUE, decidedByTime, momentOf } from './decide-on-lead.ts';
import { FeedbackLeads } from './store/feedback-leads.ts';

const { whenDue } = reactorsIn<InForce>();

/** A step of the lead's track, its waking, or its sunset; and what had to wait for the end of a rebuild. */
export const whenNurtureStepDue = whenDue({
  name: WHEN_NURTURE_STEP_DUE,
  state: FeedbackLeads,
  decide: (lead, timer, context) => decidedByTime({ ...lead, armedForMs: null }, momentOf(timer.key, context)),
});

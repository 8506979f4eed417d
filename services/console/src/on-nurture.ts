import { leadEnrolled, leadRecycled, nurtureExited, nurturePaused, nurtureStepDue } from '@smarketing/contracts';
import { takeEnrolled, takeExited, takePaused, takeRecycled, takeStep } from './domain/take-nurture.ts';
import { onLead } from './on-lead.ts';

/** The tracks on which a lead waits until it wants to talk. */
export const onNurture = [
  onLead('on-nurture', leadEnrolled, takeEnrolled),
  onLead('on-nurture', nurtureStepDue, takeStep),
  onLead('on-nurture', nurturePaused, takePaused),
  onLead('on-nurture', nurtureExited, takeExited),
  onLead('on-nurture', leadRecycled, takeRecycled),
];

import type { CompiledAgreement } from '@smarketing/agreement';
import type { FeedbackLead } from './feedback-lead.ts';
import { withOwnActs } from './take-engagement.ts';
import { withPersona } from './take-profile.ts';

/** The lead's facts as the agreement sees them. */
export function underAgreement(lead: FeedbackLead, agreement: CompiledAgreement): FeedbackLead {
  return withPersona(withOwnActs(lead, agreement), agreement);
}

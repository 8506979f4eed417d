import { consentChanged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { settle } from './domain/settle.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** Without consent to phone calls become mails; who opts out is left alone. */
export const onConsent = onEvent({
  name: 'on-consent',
  on: [consentChanged],
  state: SlaLeads,
  decide: (lead, { subject, receivedat, data: { version, consent } }, context) => {
    if (version <= lead.consent.version) return {};
    const moment = momentOf(subject, context, receivedat);
    return decided(settle({ ...lead, consent: { version, statements: consent } }, moment), moment);
  },
});

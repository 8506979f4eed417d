import { consentChanged } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { takeConsent } from './domain/take-profile.ts';

/** Who wants no marketing mail leaves the track at once. */
export const onConsent = onLead({
  name: 'on-consent',
  on: [consentChanged],
  learn: (lead, { data }) => takeConsent(lead, data),
});

import { consentChanged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { takeConsent } from './domain/take-profile.ts';
import { RoutingLeads } from './store/routing-leads.ts';

const { onEvent } = reactorsIn<InForce>();

export const onConsent = onEvent({
  name: 'on-consent',
  on: [consentChanged],
  state: RoutingLeads,
  decide: (lead, { data }) => {
    const after = takeConsent(lead, data);
    return after === lead ? {} : { state: after };
  },
});

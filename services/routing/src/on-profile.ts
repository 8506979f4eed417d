import { profileChanged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { takeProfile } from './domain/take-profile.ts';
import { heldTimer } from './routing-decision.ts';
import { RoutingLeads } from './store/routing-leads.ts';

const { onEvent } = reactorsIn<InForce>();

export const onProfile = onEvent({
  name: 'on-profile',
  on: [profileChanged],
  state: RoutingLeads,
  decide: (lead, { subject, data }, { nowMs }) => {
    const after = takeProfile(lead, data, nowMs);
    return after === lead ? {} : { state: after, timers: heldTimer(subject, lead, after) };
  },
});

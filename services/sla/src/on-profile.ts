import { profileChanged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { settle } from './domain/settle.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** Where the lead lives says when it may be called: open call clocks are dated anew. */
export const onProfile = onEvent({
  name: 'on-profile',
  on: [profileChanged],
  state: SlaLeads,
  decide: (lead, { subject, receivedat, data: { version, profile } }, context) => {
    if (version <= lead.profile.version) return {};
    const moment = momentOf(subject, context, receivedat);
    const timeZone = typeof profile['timeZone'] === 'string' ? profile['timeZone'] : null;
    return decided(settle({ ...lead, profile: { version, timeZone } }, moment), moment);
  },
});

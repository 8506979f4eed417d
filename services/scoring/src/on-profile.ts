import { profileChanged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { refolded } from './domain/take-evidence.ts';
import { takeProfile } from './domain/take-snapshot.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** Who they are changes the fit; an older snapshot is noted, and changes nothing. */
export const onProfile = onEvent({
  name: 'on-profile',
  on: [profileChanged],
  state: LeadScores,
  decide: (lead, { subject, time, receivedat, data }, context) => {
    const taken = takeProfile(lead, data, Date.parse(receivedat ?? time));
    // A retelling may have brought it already: then it is weighed now.
    if (data.version <= lead.heard.profile) return data.version < lead.heard.profile ? { state: taken } : {};
    const moment = momentOf(subject, context, { receivedAt: receivedat });
    const heard = { ...lead.heard, profile: data.version };
    return decided(weigh({ ...taken, heard }, 'statement', moment), moment);
  },
  retold: (lead, { data }, { environment: { agreement } }) => {
    const taken = takeProfile(lead, data, null);
    return taken.profile === lead.profile ? taken : refolded(taken, agreement);
  },
});

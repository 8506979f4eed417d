import { leadNominated } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { cyclesInTheWay } from './domain/cycles.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** Sales asks for a lead that the definition did not bring: it gets it, unless it is excluded or worked already. */
export const onNominated = onEvent({
  name: 'on-nominated',
  on: [leadNominated],
  state: LeadScores,
  decide: (lead, { subject, receivedat, data: { occurredAt, because } }, context) => {
    const moment = momentOf(subject, context, { receivedAt: receivedat });
    const isHistory = Date.parse(occurredAt) <= moment.nowMs - moment.agreement.qualification.freshnessMs;
    if (isHistory || cyclesInTheWay(lead, moment).length > 0) return {};
    const nominated = { ...lead, nomination: { because: because ?? null } };
    return decided(weigh(nominated, 'statement', moment), moment);
  },
});

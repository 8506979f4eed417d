import { engagementRecorded } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { evidenceOf } from './domain/evidence-of.ts';
import { refolded, takeEvidence } from './domain/take-evidence.ts';
import type { LeadAtHand } from './domain/lead-score.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** Something that a prospect did becomes evidence, and may change the grade or qualify. */
export const onEngagement = onEvent({
  name: 'on-engagement',
  on: [engagementRecorded],
  state: LeadScores,
  decide: (lead, { subject, receivedat, data }, context) => {
    const moment = momentOf(subject, context, { receivedAt: receivedat ?? data.receivedAt });
    const event = evidenceOf(data, moment.content, moment.nowMs);
    const { lead: taken, isNews } = takeEvidence(lead, event, moment.agreement, 'itself');
    if (taken === lead) return {};
    const state = toldUpTo(taken, data.toldVersion);
    return isNews ? decided(weigh(state, 'engagement', moment), moment) : { state };
  },
  retold: (lead, { data }, { nowMs, environment: { agreement, content } }) => {
    const { lead: taken } = takeEvidence(lead, evidenceOf(data, content, nowMs), agreement, 'retold');
    if (taken === lead) return lead;
    return refolded(toldUpTo(taken, data.toldVersion), agreement);
  },
});

function toldUpTo(lead: LeadAtHand, version = 0): LeadAtHand {
  return version > lead.toldVersion ? { ...lead, toldVersion: version } : lead;
}

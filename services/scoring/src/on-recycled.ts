import { leadRecycled } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { closeCycle } from './domain/cycles.ts';
import { withFence } from './domain/fences.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** The lead came back: from here on only newer evidence counts, after a cool-off. */
export const onRecycled = onEvent({
  name: 'on-recycled',
  on: [leadRecycled],
  state: LeadScores,
  decide: (lead, { subject, receivedat, data }, context) => {
    const moment = momentOf(subject, context, { receivedAt: receivedat });
    const atMs = Date.parse(data.at);
    const fenced = withFence(closeCycle(lead, data.cycleId, 'recycled', data.reason, atMs), {
      atMs,
      evidenceFromMs: Date.parse(data.evidenceFrom),
      coolOffUntilMs: Date.parse(data.coolOffUntil),
    });
    return fenced === lead ? {} : decided(weigh(fenced, 'statement', moment), moment);
  },
});

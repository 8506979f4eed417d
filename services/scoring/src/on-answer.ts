import { answerAccepted } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { takeAnswer } from './domain/take-answer.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** An answer of the owner, found to be in accordance with the rules: its cycle goes on or ends. */
export const onAnswer = onEvent({
  name: 'on-answer',
  on: [answerAccepted],
  state: LeadScores,
  decide: (lead, { subject, receivedat, data }, context) => {
    const moment = momentOf(subject, context, { receivedAt: receivedat });
    const answered = takeAnswer(lead, data, moment.agreement);
    if (answered === lead) return {};
    if (answered.cycles.length === lead.cycles.length) return { state: answered };
    return decided(weigh(answered, 'statement', moment), moment);
  },
});

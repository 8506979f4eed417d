import { accountSignalled } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { takeSignal } from './domain/account-signal.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';
import { RulesDays } from './store/rules-days.ts';

const { onEvent } = reactorsIn<InForce>();

/**
 * Colleagues engaged: the lead may meet a rule that asks for several people of its account. Where only other rules make interest of
 * what they did, nothing happened to the lead either.
 */
export const onAccountSignalled = onEvent({
  name: 'on-account-signalled',
  on: [accountSignalled],
  state: LeadScores,
  shared: RulesDays,
  decide: (lead, { subject, receivedat, data }, context, day) => {
    const informed = takeSignal(lead, data);
    if (informed === lead) return {};
    const moment = momentOf(subject, context, { receivedAt: receivedat, rulesDay: day });
    return decided(weigh(informed, data.byRuleChange === true ? 'rules' : 'engagement', moment), moment);
  },
});

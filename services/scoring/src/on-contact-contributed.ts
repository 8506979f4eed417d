import { contactContributed } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { accountRules } from './domain/account/account-rules.ts';
import { signalContacts } from './domain/account/signal-contacts.ts';
import { takeContribution } from './domain/account/take-contribution.ts';
import { AccountScores } from './store/account-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** In the lane of a company: one of its contacts is worth something else now, or engaged. */
export const onContactContributed = onEvent({
  name: 'on-contact-contributed',
  on: [contactContributed],
  state: AccountScores,
  decide: (account, { subject: domain, data }, { nowMs, environment: { agreement } }) => {
    const taken = takeContribution(account, data, accountRules(agreement));
    if (taken === account) return {};
    const { leadId, byRuleChange = false } = data;
    const { account: state, emits } = signalContacts(taken, { domain, leadId, byRuleChange, agreement, nowMs });
    return { state, emits };
  },
});

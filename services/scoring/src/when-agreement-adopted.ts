import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { decidedUnder } from './domain/decided-under.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';
import { RulesDays } from './store/rules-days.ts';

const { whenAdopted } = reactorsIn<InForce>();

/** A lead is scored anew under the agreement that its lane has adopted, whole, also where nothing else happens to it. */
export const whenAgreementAdopted = whenAdopted({
  name: 'when-agreement-adopted',
  state: LeadScores,
  shared: RulesDays,
  decide: (lead, { key, version }, context, day) => {
    // What came in with the same batch has seen to it already.
    if (decidedUnder(lead) === version) return {};
    const moment = momentOf(key, context, { rulesDay: day });
    return decided(weigh(lead, 'rules', moment), moment);
  },
});

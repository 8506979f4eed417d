import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { WHEN_RECHECK_DUE, decided, momentOf } from './decide-on-lead.ts';
import { decidedUnder } from './domain/decided-under.ts';
import { coolOffUntil } from './domain/fences.ts';
import { isHeldByDailyCaps } from './domain/hold-back.ts';
import { isHeldByCoolOff } from './domain/next-recheck.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';
import { RulesDays } from './store/rules-days.ts';

const { whenDue } = reactorsIn<InForce>();

/**
 * Weighs a lead again when decay may have changed its grade. A rise by time alone never qualifies; who showed interest during the
 * cool-off was held by the cool-off alone, and is decided on when it ends; so is, on another day, who was held by the daily caps.
 */
export const whenRecheckDue = whenDue({
  name: WHEN_RECHECK_DUE,
  state: LeadScores,
  shared: RulesDays,
  decide: (lead, timer, context, day) => {
    const moment = momentOf(timer.key, context, { rulesDay: day });
    const until = coolOffUntil(lead);
    const isReleased = isHeldByCoolOff(lead) && until !== undefined && until <= context.nowMs;
    // A lead that its lane has yet to score under other rules is scored under them now.
    const isByRules = decidedUnder(lead) < context.agreementVersion || isHeldByDailyCaps(lead);
    const cause = isReleased ? 'statement' : isByRules ? 'rules' : 'time';
    return decided(weigh({ ...lead, armedForMs: null }, cause, moment), moment);
  },
});

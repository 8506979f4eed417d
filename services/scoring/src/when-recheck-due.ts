import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { WHEN_RECHECK_DUE, decided, momentOf } from './decide-on-lead.ts';
import { coolOffUntil } from './domain/fences.ts';
import { isHeldByCoolOff } from './domain/next-recheck.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { whenDue } = reactorsIn<InForce>();

/**
 * Weighs a lead again when decay may have changed its grade. A rise by time alone never qualifies; who showed interest during the
 * cool-off was held by the cool-off alone, and is decided on when it ends.
 */
export const whenRecheckDue = whenDue({
  name: WHEN_RECHECK_DUE,
  state: LeadScores,
  decide: (lead, timer, context) => {
    const moment = momentOf(timer.key, context);
    const until = coolOffUntil(lead);
    const isReleased = isHeldByCoolOff(lead) && until !== undefined && until <= context.nowMs;
    return decided(weigh({ ...lead, armedForMs: null }, isReleased ? 'statement' : 'time', moment), moment);
  },
});

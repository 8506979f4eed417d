import { dealLost, dealOpened, dealWon, type EventDefinition } from '@smarketing/contracts';
import { reactorsIn, type Reactor } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import type { LeadAtHand } from './domain/lead-score.ts';
import type { Moment } from './domain/moment.ts';
import { takeClosedDeal, takeOpenedDeal } from './domain/take-deal.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

function onDealOf<D>(
  name: string,
  definition: EventDefinition<D>,
  take: (lead: LeadAtHand, deal: D, moment: Moment) => LeadAtHand,
): Reactor {
  return onEvent({
    name,
    on: [definition],
    state: LeadScores,
    decide: (lead, { subject, receivedat, data }, context) => {
      const moment = momentOf(subject, context, { receivedAt: receivedat });
      const dealt = take(lead, data, moment);
      return dealt === lead ? {} : decided(weigh(dealt, 'statement', moment), moment);
    },
  });
}

export const onDealOpened = onDealOf('on-deal-opened', dealOpened, takeOpenedDeal);
export const onDealWon = onDealOf('on-deal-won', dealWon, (lead, deal) => takeClosedDeal(lead, 'won', deal));
export const onDealLost = onDealOf('on-deal-lost', dealLost, (lead, deal) => takeClosedDeal(lead, 'lost', deal));

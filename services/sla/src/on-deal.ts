import { dealLost, dealOpened, dealWon } from '@smarketing/contracts';
import type { EventDefinition } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { Reactor } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { settle } from './domain/settle.ts';
import type { Deal } from './domain/sla-lead.ts';
import { takeDeal } from './domain/take-statement.ts';
import type { Stated } from './domain/take-statement.ts';
import { SlaLeads } from './store/sla-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** A deal ends what is owed for the hand-off: nobody opens one without having dealt with the person. */
function onDealOf<D extends Stated & { readonly dealId: string }>(
  definition: EventDefinition<D>,
  state: Deal['state'],
): Reactor {
  return onEvent({
    name: `on-deal-${state}`,
    on: [definition],
    state: SlaLeads,
    decide: (lead, { subject, receivedat, data }, context) => {
      const moment = momentOf(subject, context, receivedat);
      const dealt = takeDeal(lead, { ...data, state }, moment);
      return dealt === lead ? {} : decided(settle(dealt, moment), moment);
    },
  });
}

export const onDealOpened = onDealOf(dealOpened, 'opened');
export const onDealWon = onDealOf(dealWon, 'won');
export const onDealLost = onDealOf(dealLost, 'lost');

import { dealLost, dealOpened, dealStageChanged, dealWon } from '@smarketing/contracts';
import type { EventDefinition } from '@smarketing/contracts';
import type { Reactor } from '@smarketing/messaging';
import { onLead } from './decide-on-lead.ts';
import { takeDeal } from './domain/take-deal.ts';
import type { DealStatement } from './domain/take-deal.ts';

/** An open deal and a won one end nurture; a lost one starts the lost-deal campaign. */
function onDealOf<D extends DealStatement>(
  definition: EventDefinition<D>,
  status: 'opened' | 'changed' | 'won' | 'lost',
): Reactor {
  return onLead({
    name: `on-deal-${status}`,
    on: [definition],
    learn: (lead, { data }) => takeDeal(lead, status, data),
    occasion: ({ data: { dealId, eventId } }) =>
      status === 'won' || status === 'lost' ? { kind: 'deal-closed', dealId, eventId } : null,
  });
}

export const onDealOpened = onDealOf(dealOpened, 'opened');
export const onDealChanged = onDealOf(dealStageChanged, 'changed');
export const onDealWon = onDealOf(dealWon, 'won');
export const onDealLost = onDealOf(dealLost, 'lost');

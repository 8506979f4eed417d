import { dealLost, dealWon } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { BookDraft } from './domain/book-draft.ts';
import { takeDeal } from './domain/take-deal.ts';
import { routingDecision } from './routing-decision.ts';
import { Book } from './store/book.ts';
import { RoutingLeads } from './store/routing-leads.ts';
import { worldOf } from './world-of.ts';

const { onEvent } = reactorsIn<InForce>();

export const onDealWon = onEvent({
  name: 'on-deal-won',
  on: [dealWon],
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { subject, data }, context, book) => {
    const draft = new BookDraft(book);
    return routingDecision(subject, lead, takeDeal(lead, 'won', data, draft, worldOf(context)), draft);
  },
});

export const onDealLost = onEvent({
  name: 'on-deal-lost',
  on: [dealLost],
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { subject, data }, context, book) => {
    const draft = new BookDraft(book);
    return routingDecision(subject, lead, takeDeal(lead, 'lost', data, draft, worldOf(context)), draft);
  },
});

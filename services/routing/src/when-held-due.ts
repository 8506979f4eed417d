import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { BookDraft } from './domain/book-draft.ts';
import { retryWaiting } from './domain/retry-waiting.ts';
import { HELD_DUE, routingDecision } from './routing-decision.ts';
import { Book } from './store/book.ts';
import { RoutingLeads } from './store/routing-leads.ts';
import { worldOf } from './world-of.ts';

const { whenDue } = reactorsIn<InForce>();

export const whenHeldDue = whenDue({
  name: HELD_DUE,
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { key }, context, book) => {
    const draft = new BookDraft(book);
    return routingDecision(key, lead, retryWaiting(key, lead, draft, worldOf(context)), draft, true);
  },
});

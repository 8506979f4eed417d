import { leadQualified } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { BookDraft } from './domain/book-draft.ts';
import { openCycle } from './domain/open-cycle.ts';
import { routingDecision } from './routing-decision.ts';
import { Book } from './store/book.ts';
import { RoutingLeads } from './store/routing-leads.ts';
import { worldOf } from './world-of.ts';

const { onEvent } = reactorsIn<InForce>();

export const onQualified = onEvent({
  name: 'on-qualified',
  on: [leadQualified],
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { subject, data }, context, book) => {
    const draft = new BookDraft(book);
    return routingDecision(subject, lead, openCycle(subject, lead, data, draft, worldOf(context)), draft);
  },
});

import { leadRecycled } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { BookDraft } from './domain/book-draft.ts';
import { closeCycle } from './domain/close-cycle.ts';
import { routingDecision } from './routing-decision.ts';
import { Book } from './store/book.ts';
import { RoutingLeads } from './store/routing-leads.ts';

const { onEvent } = reactorsIn<InForce>();

/** A recycled lead has no owner: its next cycle is routed by the rules and costs a turn, like anybody's first. */
export const onRecycled = onEvent({
  name: 'on-recycled',
  on: [leadRecycled],
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { subject, data }, { nowMs }, book) => {
    const draft = new BookDraft(book);
    const closed = closeCycle(lead, data.cycleId, 'recycled', data.reason, draft, nowMs);
    return routingDecision(subject, lead, { lead: closed, emits: [] }, draft);
  },
});

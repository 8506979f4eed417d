import { slaEscalated } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { BookDraft } from './domain/book-draft.ts';
import { rerouteUntouched } from './domain/reroute.ts';
import { routingDecision } from './routing-decision.ts';
import { Book } from './store/book.ts';
import { RoutingLeads } from './store/routing-leads.ts';
import { worldOf } from './world-of.ts';

const { onEvent } = reactorsIn<InForce>();

export const onEscalated = onEvent({
  name: 'on-escalated',
  on: [slaEscalated],
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { subject, data }, context, book) => {
    if (data.level !== 're-route') return {};
    const cycle = lead.cycles.find(({ cycleId }) => cycleId === data.cycleId);
    // Only the owner of now can have let it lie: a clock of a former assignment moves nothing.
    if (cycle?.place.kind !== 'assigned' || cycle.place.assignment.assignmentId !== data.assignmentId) return {};
    const draft = new BookDraft(book);
    const placed = rerouteUntouched(subject, lead, cycle, cycle.place.assignment, draft, worldOf(context));
    return routingDecision(subject, lead, placed, draft);
  },
});

import { answerAccepted } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { BookDraft } from './domain/book-draft.ts';
import { takeAnswer } from './domain/take-answer.ts';
import { routingDecision } from './routing-decision.ts';
import { Book } from './store/book.ts';
import { RoutingLeads } from './store/routing-leads.ts';
import { worldOf } from './world-of.ts';

const { onEvent } = reactorsIn<InForce>();

export const onAnswer = onEvent({
  name: 'on-answer',
  on: [answerAccepted],
  state: RoutingLeads,
  shared: Book,
  decide: (lead, { subject, data }, context, book) => {
    const draft = new BookDraft(book);
    return routingDecision(subject, lead, takeAnswer(subject, lead, data, draft, worldOf(context)), draft);
  },
});

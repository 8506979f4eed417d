import type {
  CloudEvent,
  DataOf,
  answerAccepted,
  answerRefused,
  attemptDue,
  planExhausted,
} from '@smarketing/contracts';
import { higher } from './keep.ts';
import type { LeadView } from './lead-view.ts';
import { rankOf } from './rank-of.ts';
import { withCycle } from './take-cycle.ts';

export function takeAccepted(view: LeadView, event: CloudEvent<DataOf<typeof answerAccepted>>): LeadView {
  const { cycleId, answer, assignmentId, reason = null, occurredAt } = event.data;
  const goesOn = event.data['goesOn'] === true;
  const said = { rank: rankOf(event), answer, assignmentId, reason, atMs: Date.parse(occurredAt), goesOn };
  return withCycle(view, cycleId, ({ answered }) => ({ answered: higher(answered, said) }));
}

export function takeRefused(view: LeadView, event: CloudEvent<DataOf<typeof answerRefused>>): LeadView {
  const { answer, because, at } = event.data;
  return { ...view, refusal: higher(view.refusal, { rank: rankOf(event), answer, because, atMs: Date.parse(at) }) };
}

export function takeAttempt(view: LeadView, event: CloudEvent<DataOf<typeof attemptDue>>): LeadView {
  const { kind, step, plan, material, dueAt, assignmentId, cycleId } = event.data;
  const said = { rank: rankOf(event), kind, step, plan, material, dueAtMs: Date.parse(dueAt), assignmentId, cycleId };
  return { ...view, attempt: higher(view.attempt, said) };
}

export function takeExhausted(view: LeadView, event: CloudEvent<DataOf<typeof planExhausted>>): LeadView {
  const { cycleId, attempts, at } = event.data;
  const said = { rank: rankOf(event), attempts, atMs: Date.parse(at) };
  return withCycle(view, cycleId, ({ exhausted }) => ({ exhausted: higher(exhausted, said) }));
}

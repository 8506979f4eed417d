import { isAnswerTo, isDealOf, isOf, successorOf } from './assignment-of.ts';
import type { ClockKind, Stop } from './clock.ts';
import type { Assignment, JudgedAnswer, SlaLead } from './sla-lead.ts';

/** All known facts that end a clock of this assignment; the earliest by event time holds. */
export function stopsOf(lead: SlaLead, assignment: Assignment, kind: ClockKind): readonly Stop[] {
  const touches: Stop[] =
    kind === 'first-touch'
      ? lead.touches
          .filter((touch) => isOf(lead, touch, assignment))
          .map(({ occurredAtMs, eventId, kind: because }) => ({ atMs: occurredAtMs, how: 'met', because, by: eventId }))
      : [];
  const answers: Stop[] =
    kind === 'answer'
      ? lead.answers
          .filter((answer) => answer.verdict !== null && isAnswerTo(lead, answer, assignment))
          .map(({ occurredAtMs, eventId }) => ({ atMs: occurredAtMs, how: 'met', because: 'answer', by: eventId }))
      : [];
  return [
    ...touches,
    ...answers,
    ...answerStops(lead, assignment),
    ...dealStops(lead, assignment),
    ...successorStops(lead, assignment),
  ];
}

/** Answers after which nothing more is owed: the owner's, and one that ended the cycle while the lead was on its way to another. */
export function endingAnswers(lead: SlaLead, { assignmentId, cycleId }: Assignment): readonly JudgedAnswer[] {
  return lead.answers.filter(
    ({ of, afterwards }) =>
      (of === assignmentId && afterwards !== 'goes on') ||
      (afterwards === 'over' && lead.assignments.some((each) => each.assignmentId === of && each.cycleId === cycleId)),
  );
}

export function answerStops(lead: SlaLead, assignment: Assignment): Stop[] {
  return endingAnswers(lead, assignment).map(({ occurredAtMs, eventId }) => ({
    atMs: occurredAtMs,
    how: 'closed',
    because: 'answer',
    by: eventId,
  }));
}

export function dealStops(lead: SlaLead, assignment: Assignment): Stop[] {
  return lead.deals
    .filter((deal) => isDealOf(lead, deal, assignment))
    .map(({ occurredAtMs, eventId }) => ({ atMs: occurredAtMs, how: 'closed', because: 'deal', by: eventId }));
}

export function successorStops(lead: SlaLead, assignment: Assignment): Stop[] {
  const next = successorOf(lead, assignment);
  if (next === null) return [];
  const because = next.rerouted ? 're-routed' : next.cycleId === assignment.cycleId ? 'placed anew' : 'new cycle';
  return [{ atMs: next.atMs, how: 'closed', because, by: next.assignmentId }];
}

/** By event time; of two at one instant what was done counts before what was called off. */
export function earliest(stops: readonly Stop[]): Stop | null {
  const rank = ({ how }: Stop): number => (how === 'met' ? 0 : 1);
  return stops.toSorted((a, b) => a.atMs - b.atMs || rank(a) - rank(b) || (a.by < b.by ? -1 : 1))[0] ?? null;
}

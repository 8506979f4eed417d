import type { Assignment, Deal, JudgedAnswer, SlaLead, Statement } from './sla-lead.ts';

/** CRMs stamp whole seconds: what happened within the second of an assignment happened after it. */
function inSeconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}

/**
 * From when on what sales does counts for it: the cycle's start for the cycle's first assignment, else its own; where it was proposed
 * before it was given, from the proposal on.
 */
function countsFromMs(lead: SlaLead, assignment: Assignment): number {
  if (!assignment.rerouted) return Math.min(assignment.cycleStartedAtMs, assignment.atMs);
  const before = lead.assignments.findLast(
    ({ cycleId, atMs }) => cycleId === assignment.cycleId && atMs < assignment.atMs,
  );
  return before?.proposed ? before.atMs : assignment.atMs;
}

/**
 * The assignments that a statement is about: the one that it names; else, per model, the one that was open at its event time,
 * within its cycle if it names that. (A person can have one open cycle per model, and a call is a call to the person.)
 */
export function assignmentsOf(lead: SlaLead, statement: Statement): readonly Assignment[] {
  const named = lead.assignments.find(({ assignmentId }) => assignmentId === statement.assignmentId);
  // A proposal gave nobody anything: who names it names its cycle, also once somebody has been given that.
  const cycleId = named?.proposed ? named.cycleId : statement.cycleId;
  const open = lead.assignments.filter(
    (assignment) =>
      (cycleId === null || assignment.cycleId === cycleId) &&
      inSeconds(countsFromMs(lead, assignment)) <= inSeconds(statement.occurredAtMs),
  );
  if (statement.assignmentId !== null && !named?.proposed) {
    // Who knows the id of an assignment spoke after it was made, whatever his clock says: the cycle's start is the bound.
    return lead.assignments.filter(
      (assignment) =>
        assignment.assignmentId === statement.assignmentId &&
        inSeconds(assignment.cycleStartedAtMs) <= inSeconds(statement.occurredAtMs),
    );
  }
  const lastPerModel = new Map(open.map((assignment) => [assignment.model, assignment]));
  return [...lastPerModel.values()];
}

export function isOf(lead: SlaLead, statement: Statement, assignment: Assignment): boolean {
  return assignmentsOf(lead, statement).some(({ assignmentId }) => assignmentId === assignment.assignmentId);
}

/**
 * Whether a deal came of this assignment's cycle, whoever had the lead when it was closed: the cycle that the deal names, by itself
 * or by an assignment; else, per model, the newest whose evidence had happened by then. That may lie before the cycle's start, where
 * the evidence was told late; a deal closed even before it belongs to an earlier attempt.
 */
export function isDealOf(lead: SlaLead, deal: Deal, { cycleId, model }: Assignment): boolean {
  if (deal.cycleId !== null) return deal.cycleId === cycleId;
  if (deal.assignmentId !== null) {
    return lead.assignments.some((each) => each.assignmentId === deal.assignmentId && each.cycleId === cycleId);
  }
  const possible = lead.assignments.filter(
    (each) => each.model === model && inSeconds(each.evidenceAtMs) <= inSeconds(deal.occurredAtMs),
  );
  return possible.at(-1)?.cycleId === cycleId;
}

/** What was said of it while it was only proposed to whoever has it now is said of it. */
export function isAnswerTo(lead: SlaLead, { of }: JudgedAnswer, { assignmentId, cycleId, repId }: Assignment): boolean {
  if (of === assignmentId) return true;
  const answered = lead.assignments.find((each) => each.assignmentId === of);
  return answered?.proposed === true && answered.cycleId === cycleId && answered.repId === repId;
}

/** The assignment that took its place; null for a current one. */
export function successorOf(lead: SlaLead, assignment: Assignment): Assignment | null {
  const index = lead.assignments.findIndex(({ assignmentId }) => assignmentId === assignment.assignmentId);
  return lead.assignments.slice(index + 1).find(({ model }) => model === assignment.model) ?? null;
}

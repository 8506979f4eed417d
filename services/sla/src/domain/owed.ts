import { dueOf, kindOf, nextSteps, stepsMade } from './attempt-plan.ts';
import type { Assignment, Owed, PlanStep, SlaLead } from './sla-lead.ts';
import type { Terms } from './terms.ts';

/** What is owed as things stand: open clocks, attempts that were due and are missing, and the next attempt. First due first. */
export function owedOf(lead: SlaLead, terms: Terms): readonly Owed[] {
  return lead.assignments
    .flatMap((assignment) => [...clocksOwed(assignment), ...attemptsOwed(lead, assignment, terms)])
    .toSorted((a, b) => a.dueAtMs - b.dueAtMs);
}

function subject({ assignmentId, repId, pool, priority, proposed }: Assignment) {
  return { assignmentId, repId, pool, priority, proposed };
}

function clocksOwed(assignment: Assignment): Owed[] {
  return assignment.clocks
    .filter(({ stop }) => stop === null)
    .map(({ kind, dueAtMs }) => ({ what: kind, step: null, dueAtMs, ...subject(assignment) }));
}

function attemptsOwed(lead: SlaLead, assignment: Assignment, terms: Terms): Owed[] {
  const { plan } = assignment;
  if (plan === null || plan.stopped !== null || plan.exhaustedAtMs !== null) return [];
  const made = stepsMade(lead, assignment, terms);
  const overdue = plan.steps.filter(({ step, passed }) => passed !== null && !made.has(step));
  const coming = nextSteps(assignment)
    .map((step) => owedAttempt(lead, assignment, step, terms))
    .toSorted((a, b) => a.dueAtMs - b.dueAtMs);
  return [...overdue.map((step) => owedAttempt(lead, assignment, step, terms)), ...coming.slice(0, 1)];
}

function owedAttempt(lead: SlaLead, assignment: Assignment, step: PlanStep, terms: Terms): Owed {
  return {
    what: kindOf(lead, assignment, step, terms),
    step: step.step,
    material: step.material,
    dueAtMs: dueOf(lead, assignment, step, terms),
    ...subject(assignment),
  };
}

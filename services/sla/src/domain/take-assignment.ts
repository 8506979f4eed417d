import type { Priority } from '@smarketing/contracts';
import { newPlan } from './attempt-plan.ts';
import { newClock } from './clock.ts';
import type { Promised } from './clock.ts';
import type { Moment } from './moment.ts';
import type { Assignment, SlaLead } from './sla-lead.ts';

const ASSIGNMENTS_KEPT = 20;

export type Assigned = {
  readonly assignmentId: string;
  readonly cycleId: string;
  readonly model: string;
  readonly repId: string;
  readonly repName: string;
  readonly pool: string;
  readonly priority: Priority;
  readonly atMs: number;
  /** Where the sender says when the cycle began. */
  readonly cycleStartedAtMs: number | null;
  /** Where the sender says when the newest thing happened that began the cycle. */
  readonly evidenceAtMs: number | null;
  /** Where the rule that qualified the lead asks for another first touch than its priority. */
  readonly firstTouchMinutes: number | null;
  readonly rerouted: boolean;
  /** Nobody has been given the lead: it is only said who would have got it. */
  readonly proposed: boolean;
  readonly asksToBeCalled: boolean;
};

/**
 * An assignment, with its clocks (not yet dated) and its plan: what the agreement in force promises now. It is never history:
 * somebody was just given this lead. One that is known already changes nothing.
 */
export function takeAssignment(lead: SlaLead, assigned: Assigned, moment: Moment): SlaLead {
  const { firstTouchMinutes, evidenceAtMs, ...rest } = assigned;
  if (lead.assignments.some(({ assignmentId }) => assignmentId === assigned.assignmentId)) return lead;
  const { terms, agreementVersion } = moment;
  const owed = terms.priorities[assigned.priority];
  const firstTouch: Promised = {
    kind: 'first-touch',
    targetMinutes: firstTouchMinutes ?? owed.firstTouchMinutes,
    reminders: owed.reminders,
    escalateAt: owed.escalateAt,
    rerouteAt: owed.rerouteAt,
  };
  // Reminders and re-routing are about the first touch: an unanswered lead that is being worked is a matter of form.
  const answer: Promised = {
    kind: 'answer',
    targetMinutes: owed.answerMinutes,
    reminders: [],
    escalateAt: owed.escalateAt,
    rerouteAt: null,
  };
  const planTerms = terms.plan(owed.plan);
  const ofCycle = lead.assignments.filter(({ cycleId }) => cycleId === assigned.cycleId);
  const cycleStartedAtMs = Math.min(
    assigned.atMs,
    assigned.cycleStartedAtMs ?? Infinity,
    ...ofCycle.map((each) => each.cycleStartedAtMs),
  );
  const assignment: Assignment = {
    ...rest,
    cycleStartedAtMs,
    evidenceAtMs: Math.min(cycleStartedAtMs, evidenceAtMs ?? Infinity),
    agreementVersion,
    clocks: [firstTouch, answer].map((promised) => newClock(assigned.assignmentId, assigned.atMs, promised)),
    plan: planTerms === null ? null : newPlan(planTerms, terms.poolCalls(assigned.pool)),
  };
  const assignments = [...lead.assignments, assignment].toSorted((a, b) => a.atMs - b.atMs);
  return { ...lead, assignments: assignments.slice(-ASSIGNMENTS_KEPT) };
}

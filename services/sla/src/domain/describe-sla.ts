import { successorOf } from './assignment-of.ts';
import { attemptInWords } from './attempt-in-words.ts';
import { dueOf, kindOf, mayLeaveVoicemail, stepsMade } from './attempt-plan.ts';
import { clockInWords, clockState } from './clock-in-words.ts';
import { iso, isOwed } from './clock-events.ts';
import type { Clock } from './clock.ts';
import { endingAnswers } from './stops.ts';
import type { Answer, Assignment, JudgedAnswer, SlaLead, Statement } from './sla-lead.ts';
import type { Terms } from './terms.ts';

/** What is owed for a lead and how each promise stands, for people and programs; newest assignment first. */
export function describeSla(leadId: string, lead: SlaLead, terms: Terms, nowMs: number) {
  return {
    leadId,
    rung: terms.rung,
    assignments: lead.assignments.map((assignment) => describeAssignment(lead, assignment, terms, nowMs)).toReversed(),
    touches: lead.touches.map((touch) => ({
      ...statement(touch),
      kind: touch.kind,
      disposition: touch.disposition,
      reached: touch.reached,
    })),
    waitingAnswers: lead.waiting.map(saidAnswer),
  };
}

function describeAssignment(lead: SlaLead, assignment: Assignment, terms: Terms, nowMs: number) {
  const { assignmentId, cycleId, model, pool, priority, agreementVersion } = assignment;
  const answers = lead.answers.filter(({ of }) => of === assignmentId);
  return {
    ...{ assignmentId, cycleId, model, pool, priority, agreementVersion },
    proposed: assignment.proposed ?? false,
    rep: { id: assignment.repId, name: assignment.repName },
    at: iso(assignment.atMs),
    current:
      successorOf(lead, assignment) === null &&
      endingAnswers(lead, assignment).every(({ afterwards }) => afterwards === 'mending'),
    clocks: assignment.clocks.map((clock) => describeClock(assignment, clock, terms, nowMs)),
    attempts: describePlan(lead, assignment, terms),
    answers: answers.map(describeAnswer),
  };
}

function describeClock(assignment: Assignment, clock: Clock, terms: Terms, nowMs: number) {
  const { clockId, kind, targetMinutes, hours, reminders, remindersSent, escalated, stop } = clock;
  const zone = terms.hours(assignment.repId).regular.timeZone;
  const measured = assignment.proposed === true || (stop === null && !isOwed(assignment, terms));
  return {
    ...{ clockId, kind, targetMinutes, hours, escalated },
    state: clockState(clock, nowMs),
    inWords: clockInWords(clock, nowMs, zone, measured),
    startedAt: iso(clock.startedAtMs),
    dueAt: iso(clock.dueAtMs),
    reminders: reminders.map((fraction) => ({ fraction, sent: remindersSent.includes(fraction) })),
    breachedAt: orNull(clock.breachedAtMs),
    withdrawnAt: orNull(clock.withdrawnAtMs),
    metAt: stop?.how === 'met' ? iso(stop.atMs) : null,
    closedAt: stop?.how === 'closed' ? iso(stop.atMs) : null,
    because: stop?.because ?? null,
  };
}

function describePlan(lead: SlaLead, assignment: Assignment, terms: Terms) {
  const { plan } = assignment;
  if (plan === null) return null;
  const made = stepsMade(lead, assignment, terms);
  const zone = terms.hours(assignment.repId).regular.timeZone;
  const voicemail = mayLeaveVoicemail(lead, assignment);
  const state = plan.stopped !== null ? 'stopped' : plan.exhaustedAtMs !== null ? 'exhausted' : 'under way';
  return {
    plan: plan.planId,
    state,
    because: plan.stopped?.because ?? null,
    made: made.size,
    done: made.size === plan.steps.length,
    steps: plan.steps.map((step) => {
      const kind = kindOf(lead, assignment, step, terms);
      const dueAtMs = dueOf(lead, assignment, step, terms);
      return {
        ...{ step: step.step, kind, material: step.material ?? null, dueAt: iso(dueAtMs) },
        wasDue: step.passed !== null,
        made: made.has(step.step),
        inWords: attemptInWords({ step, kind, dueAtMs, made: made.has(step.step), voicemail }, zone),
      };
    }),
  };
}

function describeAnswer(answer: JudgedAnswer) {
  return { ...saidAnswer(answer), verdict: answer.verdict ?? 'refused', because: answer.because };
}

function saidAnswer(answer: Answer) {
  return { ...statement(answer), answer: answer.answer, reason: answer.reason, fact: answer.fact };
}

function statement({ eventId, occurredAtMs, by }: Statement) {
  return { eventId, by, occurredAt: iso(occurredAtMs) };
}

function orNull(atMs: number | null): string | null {
  return atMs === null ? null : iso(atMs);
}

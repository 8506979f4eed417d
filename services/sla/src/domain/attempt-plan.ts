import { localDateOf } from '@smarketing/business-time';
import { isOf } from './assignment-of.ts';
import { hoursFor, isCallable } from './clock-hours.ts';
import type { ClockHours } from './clock-hours.ts';
import { hasBounced, hasOptedOut, isVoicemail } from '@smarketing/contracts';
import type { Assignment, AttemptKind, AttemptPlan, PlanStep, SlaLead, Touch } from './sla-lead.ts';
import { answerStops, dealStops, successorStops } from './stops.ts';
import type { PlanTerms, Terms } from './terms.ts';

const MINUTE_MS = 60_000;

/** The steps of a plan in the order in which they are due. A pool that does not call gets the mails alone. */
export function newPlan(terms: PlanTerms, poolCalls: boolean): AttemptPlan {
  const steps = [
    ...(poolCalls ? terms.calls : []).map((attempt) => ({ ...attempt, kind: 'call' as const })),
    ...terms.mails.map((attempt) => ({ ...attempt, kind: 'mail' as const })),
  ]
    .toSorted((a, b) => a.day - b.day || a.afterMinutes - b.afterMinutes)
    .map(({ kind, day, afterMinutes, material }, index): PlanStep => ({
      step: index + 1,
      kind,
      day,
      afterMinutes,
      material,
      passed: null,
    }));
  const { id: planId, stopOn, maxVoicemails } = terms;
  return { planId, steps, maxVoicemails, stopOn, stopped: null, exhaustedAtMs: null };
}

/** As what a step stands: without consent to phone a call becomes a mail; what was announced stays so. */
export function kindOf(lead: SlaLead, assignment: Assignment, step: PlanStep, terms: Terms): AttemptKind {
  if (step.passed !== null) return step.passed.kind;
  return step.kind === 'call' && !isCallable(lead, assignment, terms) ? 'mail' : step.kind;
}

/** When a step is due: its business day counted from the assignment, then its minutes; when it has been, when that was. */
export function dueOf(lead: SlaLead, assignment: Assignment, step: PlanStep, terms: Terms): number {
  if (step.passed !== null) return step.passed.dueAtMs;
  for (const { calendar } of hoursFor(lead, assignment, kindOf(lead, assignment, step, terms), terms)) {
    const dueAtMs = dueIn(calendar, assignment.atMs, step);
    if (dueAtMs !== null) return dueAtMs;
  }
  throw new Error('no calendar that always opens among the choices');
}

function dueIn(calendar: ClockHours['calendar'], fromMs: number, { day, afterMinutes }: PlanStep): number | null {
  const openingMs = calendar.nextOpening(fromMs);
  if (openingMs === null) return null;
  const dayMs = calendar.addBusinessDays(openingMs, Math.trunc(day));
  return dayMs === null ? null : calendar.addBusinessMs(dayMs, afterMinutes * MINUTE_MS);
}

/** The next call and the next mail of a plan that goes on: within a kind the steps are due in their order. */
export function nextSteps({ plan }: Assignment): readonly PlanStep[] {
  if (plan === null || plan.stopped !== null || plan.exhaustedAtMs !== null) return [];
  return (['call', 'mail'] as const).flatMap((kind) => {
    const next = plan.steps.find((step) => step.kind === kind && step.passed === null);
    return next === undefined ? [] : [next];
  });
}

/** The calls and e-mails made for this assignment, in the order of time. */
export function attemptsOf(lead: SlaLead, assignment: Assignment): readonly Touch[] {
  return lead.touches.filter((touch) => touch.kind !== 'meeting' && isOf(lead, touch, assignment));
}

/** Whether one more message may be left, after those that were. */
export function mayLeaveVoicemail(lead: SlaLead, assignment: Assignment): boolean {
  const left = attemptsOf(lead, assignment).filter(({ disposition }) => isVoicemail(disposition)).length;
  return left < (assignment.plan?.maxVoicemails ?? Infinity);
}

/**
 * Which steps of the plan were really made, by their numbers.
 *
 * Going through the attempts (genuine touches of this assignment that are calls or e-mails) in the order of time, each makes
 * the first step still open that it can make: its kind is right (a step that stands as a mail only because calls are barred is
 * made by either), and the step's day has come: the local date, in the rep's zone, of its due instant. The first step of each
 * kind may be made at any time. So ten calls in one hour make one day's steps and no more.
 */
export function stepsMade(
  lead: SlaLead,
  assignment: Assignment,
  terms: Terms,
  untilMs = Infinity,
): ReadonlySet<number> {
  const made = new Set<number>();
  const { plan } = assignment;
  const attempts = attemptsOf(lead, assignment);
  if (plan === null || attempts.length === 0) return made;
  const zone = terms.hours(assignment.repId).regular.timeZone;
  const firsts = new Set(
    (['call', 'mail'] as const).map((kind) => plan.steps.find((step) => step.kind === kind)?.step),
  );
  const open = plan.steps.map((step) => ({
    step,
    first: firsts.has(step.step),
    stands: kindOf(lead, assignment, step, terms),
    date: localDateOf(zone, dueOf(lead, assignment, step, terms)),
  }));
  for (const attempt of attempts) {
    if (attempt.occurredAtMs > untilMs) break;
    const date = localDateOf(zone, attempt.occurredAtMs);
    const fits = open.find(
      ({ step, first, stands, date: dueDate }) =>
        !made.has(step.step) &&
        (attempt.kind === 'call' ? step.kind === 'call' : stands === 'mail') &&
        (first || dueDate <= date),
    );
    if (fits) made.add(fits.step.step);
  }
  return made;
}

/** True when every step was made; only then may somebody be given up as out of reach. */
export function isPlanDone(lead: SlaLead, assignment: Assignment, terms: Terms, untilMs?: number): boolean {
  return stepsMade(lead, assignment, terms, untilMs).size === (assignment.plan?.steps.length ?? 0);
}

/**
 * When a plan of which every step has been due comes to its end: at the last step's due instant if all was made; else one
 * business day after it, which is the time left for what is still missing. Null while steps are to come, and without steps.
 */
export function exhaustedAtMs(lead: SlaLead, assignment: Assignment, terms: Terms): number | null {
  const { plan } = assignment;
  if (plan === null || plan.stopped !== null || plan.exhaustedAtMs !== null) return null;
  const dueAtMs = plan.steps.flatMap(({ passed }) => (passed === null ? [] : [passed.dueAtMs]));
  if (dueAtMs.length === 0 || dueAtMs.length < plan.steps.length) return null;
  const lastDueAtMs = Math.max(...dueAtMs);
  if (isPlanDone(lead, assignment, terms)) return lastDueAtMs;
  for (const { calendar } of hoursFor(lead, assignment, 'mail', terms)) {
    const endMs = calendar.addBusinessDays(lastDueAtMs, 1);
    if (endMs !== null) return endMs;
  }
  return lastDueAtMs;
}

/** Stops the plan when the two have talked, the person wants no mail from sales, or the assignment is over. */
export function settlePlan(lead: SlaLead, assignment: Assignment, nowMs: number): AttemptPlan | null {
  const { plan } = assignment;
  if (plan === null || plan.stopped !== null) return plan;
  const stopped = planStops(lead, assignment, plan, nowMs).toSorted((a, b) => a.atMs - b.atMs)[0];
  return stopped === undefined ? plan : { ...plan, stopped };
}

function planStops(lead: SlaLead, assignment: Assignment, { stopOn }: AttemptPlan, nowMs: number) {
  // Whoever met us has answered us, too; an answer alone is no meeting.
  const ends = ({ kind }: Touch): boolean =>
    stopOn.includes('reply') || (kind === 'meeting' && stopOn.includes('meeting'));
  const optsOut = stopOn.includes('optOut') && hasOptedOut(lead.consent.statements);
  return [
    ...lead.touches
      .filter((touch) => touch.reached && ends(touch) && isOf(lead, touch, assignment))
      .map(({ occurredAtMs, kind }) => ({ atMs: occurredAtMs, because: kind === 'meeting' ? 'meeting' : 'talked' })),
    ...attemptsOf(lead, assignment)
      .filter(({ kind, disposition }) => stopOn.includes('bounce') && kind === 'email' && hasBounced(disposition))
      .map(({ occurredAtMs }) => ({ atMs: occurredAtMs, because: 'bounce' })),
    ...[...answerStops(lead, assignment), ...dealStops(lead, assignment), ...successorStops(lead, assignment)],
    ...(optsOut ? [{ atMs: nowMs, because: 'opt-out' }] : []),
  ].map(({ atMs, because }) => ({ atMs, because }));
}

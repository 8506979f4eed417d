import { kindOf, mayLeaveVoicemail, stepsMade } from './attempt-plan.ts';
import { isOwed, saysBreached, saysEscalated, saysReminder } from './clock-events.ts';
import type { Clock, EscalationLevel } from './clock.ts';
import { happeningsOf } from './happenings.ts';
import type { Happening } from './happenings.ts';
import type { Moment } from './moment.ts';
import { saysAttemptDue, saysExhausted } from './plan-events.ts';
import { dropWaiting, refuse, settle, withAssignment } from './settle.ts';
import type { Outcome } from './settle.ts';
import { saysStopped } from './settle-clock.ts';
import type { Assignment, SlaLead } from './sla-lead.ts';

/**
 * Says everything that is due by now, each once and in order. Clocks are dated by the calendars of now first, so what a calendar
 * has moved into the future is not said.
 */
export function announceDue(lead: SlaLead, moment: Moment): Outcome {
  let outcome = settle(lead, moment);
  for (;;) {
    const next = happeningsOf(outcome.lead, moment.terms)[0];
    if (next === undefined || next.atMs > moment.nowMs) return outcome;
    const { lead: after, emits } = announce(outcome.lead, next, moment);
    outcome = { lead: after, emits: [...outcome.emits, ...emits] };
  }
}

function announce(lead: SlaLead, happening: Happening, moment: Moment): Outcome {
  switch (happening.kind) {
    case 'reminder': {
      const { of, clock, fraction } = happening;
      if (!isOwed(of, moment.terms)) return passOver(lead, of, clock, fraction);
      const reminded = { ...clock, remindersSent: [...clock.remindersSent, fraction] };
      return { lead: withClock(lead, of, reminded), emits: [saysReminder(of, clock, moment, fraction)] };
    }
    case 'breach': {
      const { of, clock } = happening;
      // What ended it too late has waited for this.
      const breached: Clock = { ...clock, breachedAtMs: moment.nowMs, settled: clock.stop !== null };
      return {
        lead: withClock(lead, of, breached),
        emits: [saysBreached(of, clock, moment), ...saysStopped(lead, of, breached, moment)],
      };
    }
    case 'escalation': {
      const { of, clock, level } = happening;
      const mayMove = level === 'manager' || moment.terms.allows.reroutes;
      if (!isOwed(of, moment.terms) || !mayMove) return passOver(lead, of, clock, level);
      const escalated = { ...clock, escalated: [...clock.escalated, level] };
      return { lead: withClock(lead, of, escalated), emits: [saysEscalated(of, clock, moment, level)] };
    }
    case 'attempt':
      return announceAttempt(lead, happening, moment);
    case 'exhaustion': {
      const { of } = happening;
      const made = stepsMade(lead, of, moment.terms).size;
      const plan = of.plan === null ? null : { ...of.plan, exhaustedAtMs: moment.nowMs };
      return { lead: withAssignment(lead, { ...of, plan }), emits: [saysExhausted(of, moment, made)] };
    }
    case 'unclaimed': {
      const { arrivedAtMs: _, ...answer } = happening.answer;
      return refuse(
        { lead: dropWaiting(lead, answer), emits: [] },
        answer,
        null,
        'there is no hand-off that it answers',
        moment,
      );
    }
  }
}

/** On a rung that does not allow it, it is not said, and not said later either: a step up acts on nothing that lies before it. */
function passOver(lead: SlaLead, of: Assignment, clock: Clock, what: number | EscalationLevel): Outcome {
  return { lead: withClock(lead, of, { ...clock, passedOver: [...(clock.passedOver ?? []), what] }), emits: [] };
}

/** A step that was made before it was due is passed over in silence, and so is one of which nobody is to be told. */
function announceAttempt(lead: SlaLead, happening: Happening & { kind: 'attempt' }, moment: Moment): Outcome {
  const { of, step, atMs: dueAtMs } = happening;
  const kind = kindOf(lead, of, step, moment.terms);
  const announced = isOwed(of, moment.terms) && !stepsMade(lead, of, moment.terms).has(step.step);
  const passed = { ...step, passed: { dueAtMs, kind, announced } };
  const plan =
    of.plan === null ? null : { ...of.plan, steps: of.plan.steps.map((each) => (each === step ? passed : each)) };
  return {
    lead: withAssignment(lead, { ...of, plan }),
    emits: announced
      ? [saysAttemptDue(of, moment, { step, kind, dueAtMs, voicemail: mayLeaveVoicemail(lead, of) })]
      : [],
  };
}

function withClock(lead: SlaLead, of: Assignment, changed: Clock): SlaLead {
  return withAssignment(lead, {
    ...of,
    clocks: of.clocks.map((each) => (each.clockId === changed.clockId ? changed : each)),
  });
}

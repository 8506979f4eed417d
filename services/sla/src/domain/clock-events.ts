import { breachWithdrawn, clockMet, clockStarted, reminderDue, slaBreached, slaEscalated } from '@smarketing/contracts';
import { emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import type { Clock, EscalationLevel, Stop } from './clock.ts';
import type { Moment } from './moment.ts';
import type { Assignment } from './sla-lead.ts';
import type { Terms } from './terms.ts';

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** What every event of an assignment says of it. */
export function subjectOf(assignment: Assignment, { nowMs, terms }: Moment) {
  const { assignmentId, cycleId, repId, pool, priority } = assignment;
  const onRung = { rung: terms.rung, act: isOwed(assignment, terms) };
  return { ...onRung, assignmentId, cycleId, repId, pool, priority, at: iso(nowMs) };
}

/** Whether somebody has the lead and is held to the promise; else its clocks only measure, and nobody is prompted. */
export function isOwed({ proposed = false }: Assignment, { allows }: Terms): boolean {
  return allows.prompts && !proposed;
}

function clockData(assignment: Assignment, clock: Clock, moment: Moment) {
  return {
    ...subjectOf(assignment, moment),
    clockId: clock.clockId,
    kind: clock.kind,
    side: 'sales' as const,
    startedAt: iso(clock.startedAtMs),
    dueAt: iso(clock.dueAtMs),
    targetMinutes: clock.targetMinutes,
  };
}

/** Said again, with the former due instant, when a calendar or the lead's zone has dated the clock anew. */
export function saysStarted(a: Assignment, clock: Clock, moment: Moment, formerDueAtMs: number | null): Emit {
  const { calendar, leadTimeZone } = clock.hours;
  return emit(
    clockStarted,
    moment.leadId,
    {
      ...clockData(a, clock, moment),
      calendar,
      ...(leadTimeZone === null ? {} : { leadTimeZone }),
      ...(formerDueAtMs === null ? {} : { redatedFrom: iso(formerDueAtMs) }),
    },
    moment.receivedAt,
  );
}

export function saysReminder(a: Assignment, clock: Clock, moment: Moment, fraction: number): Emit {
  return emit(reminderDue, moment.leadId, { ...clockData(a, clock, moment), fraction });
}

export function saysBreached(a: Assignment, clock: Clock, moment: Moment): Emit {
  return emit(slaBreached, moment.leadId, { ...clockData(a, clock, moment), unconfirmed: moment.unconfirmed });
}

export function saysEscalated(a: Assignment, clock: Clock, moment: Moment, level: EscalationLevel): Emit {
  return emit(slaEscalated, moment.leadId, { ...clockData(a, clock, moment), level });
}

export function saysWithdrawn(a: Assignment, clock: Clock, moment: Moment, stop: Stop): Emit {
  return emit(
    breachWithdrawn,
    moment.leadId,
    { ...clockData(a, clock, moment), touchEventId: stop.by, touchedAt: iso(stop.atMs), because: stop.because },
    moment.receivedAt,
  );
}

/** Said again when an earlier touch arrives: the latest statement about a clock holds. */
export function saysMet(a: Assignment, clock: Clock, moment: Moment, stop: Stop, elapsedBusinessMinutes: number): Emit {
  return emit(
    clockMet,
    moment.leadId,
    {
      ...clockData(a, clock, moment),
      by: stop.by,
      because: stop.because,
      metAt: iso(stop.atMs),
      elapsedBusinessMinutes,
      inTime: stop.atMs <= clock.dueAtMs,
    },
    moment.receivedAt,
  );
}

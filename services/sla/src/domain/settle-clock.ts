import type { Emit } from '@smarketing/messaging';
import { saysMet, saysStarted, saysWithdrawn } from './clock-events.ts';
import { date, elapsedMinutes, hoursOfClock } from './clock-hours.ts';
import type { Clock, Stop } from './clock.ts';
import type { Moment } from './moment.ts';
import type { Assignment, SlaLead } from './sla-lead.ts';
import { earliest, stopsOf } from './stops.ts';

export type Settled = { readonly clock: Clock; readonly emits: readonly Emit[] };

/**
 * Brings a clock in line with all facts known by now, in whatever order they came.
 *
 * A stop at or before the due instant is said at once, and takes back an announced breach. One after it means a breach: that
 * is for the timer to announce, which first lets the backlog speak (`settled` stays false), and the stop is said after it.
 */
export function settleClock(lead: SlaLead, assignment: Assignment, former: Clock, moment: Moment): Settled {
  const dated = redate(lead, assignment, former, moment);
  const stop = earliest([...(former.stop ? [former.stop] : []), ...stopsOf(lead, assignment, former.kind)]);
  if (stop === null || isSame(stop, former.stop)) {
    // A clock that was dated later may turn a late stop into one in time.
    const nowInTime = stop !== null && !dated.clock.settled && stop.atMs <= dated.clock.dueAtMs;
    return nowInTime ? end(lead, assignment, dated, stop, moment) : dated;
  }
  return end(lead, assignment, dated, stop, moment);
}

function isSame(a: Stop, b: Stop | null): boolean {
  return b !== null && a.by === b.by && a.atMs === b.atMs;
}

function end(lead: SlaLead, assignment: Assignment, { clock, emits }: Settled, stop: Stop, moment: Moment): Settled {
  const inTime = stop.atMs <= clock.dueAtMs;
  if (!inTime && clock.breachedAtMs === null) return { clock: { ...clock, stop, settled: false }, emits };
  const withdraws = inTime && clock.breachedAtMs !== null && clock.withdrawnAtMs === null;
  const ended: Clock = {
    ...clock,
    stop,
    settled: true,
    withdrawnAtMs: withdraws ? moment.nowMs : clock.withdrawnAtMs,
  };
  return {
    clock: ended,
    emits: [
      ...emits,
      ...(withdraws ? [saysWithdrawn(assignment, ended, moment, stop)] : []),
      ...saysStopped(lead, assignment, ended, moment),
    ],
  };
}

/** `clock.met` for what was met; what was closed is told by what closed it (a deal, an answer, a re-routing). */
export function saysStopped(lead: SlaLead, assignment: Assignment, clock: Clock, moment: Moment): Emit[] {
  if (clock.stop?.how !== 'met') return [];
  const hours = hoursOfClock(lead, assignment, clock, moment.terms);
  return [saysMet(assignment, clock, moment, clock.stop, elapsedMinutes(hours, clock, clock.stop.atMs))];
}

/** Dates a clock by the calendars of now, until it has ended or its breach was announced. */
function redate(lead: SlaLead, assignment: Assignment, clock: Clock, moment: Moment): Settled {
  if (clock.settled || clock.breachedAtMs !== null) return { clock, emits: [] };
  const { hours, startedAtMs, dueAtMs } = date(
    hoursOfClock(lead, assignment, clock, moment.terms),
    clock.fromMs,
    clock.targetMinutes,
  );
  const isNew = clock.hours.calendar === '';
  if (!isNew && dueAtMs === clock.dueAtMs && startedAtMs === clock.startedAtMs) return { clock, emits: [] };
  const dated: Clock = {
    ...clock,
    startedAtMs,
    dueAtMs,
    hours: { calendar: hours.calendarId, leadTimeZone: hours.leadTimeZone },
  };
  return { clock: dated, emits: [saysStarted(assignment, dated, moment, isNew ? null : clock.dueAtMs)] };
}

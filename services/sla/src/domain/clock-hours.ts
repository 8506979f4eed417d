import { alwaysOpen } from '@smarketing/business-time';
import type { BusinessCalendar } from '@smarketing/business-time';
import type { Clock } from './clock.ts';
import { mayCall } from '@smarketing/contracts';
import type { Assignment, AttemptKind, SlaLead } from './sla-lead.ts';
import type { Terms } from './terms.ts';

const MINUTE_MS = 60_000;

export type ClockHours = {
  readonly calendar: BusinessCalendar;
  readonly calendarId: string;
  /** Set where the lead's own daytime bounds the hours. */
  readonly leadTimeZone: string | null;
};

/**
 * The hours in which something is owed, best first: the rep's within the lead's daytime where it is about a call and the
 * lead's zone is known; the rep's; the rep's as if he were never away; any hour. The later ones are for those that never open:
 * a rep in Sydney and a lead in Lisbon share no working hour, and a promise without a due instant would be none.
 */
export function hoursFor(
  lead: SlaLead,
  assignment: Assignment,
  about: AttemptKind,
  terms: Terms,
): readonly ClockHours[] {
  const rep = terms.hours(assignment.repId);
  const { calendarId } = rep;
  const { timeZone } = lead.profile;
  const calling = about === 'call' && timeZone !== null ? rep.calling(timeZone) : null;
  return [
    ...(calling === null ? [] : [{ calendar: calling, calendarId, leadTimeZone: timeZone }]),
    { calendar: rep.present, calendarId, leadTimeZone: null },
    { calendar: rep.regular, calendarId, leadTimeZone: null },
    { calendar: alwaysOpen, calendarId: 'always', leadTimeZone: null },
  ];
}

/** Whether a call is what this assignment asks for first: then its first touch is owed in the lead's daytime. */
export function asksForCall(lead: SlaLead, assignment: Assignment, terms: Terms): boolean {
  const calls = assignment.plan?.steps.some(({ kind }) => kind === 'call') ?? false;
  return calls && isCallable(lead, assignment, terms);
}

/** Whether this person may be phoned for this hand-off, as far as is known now. */
export function isCallable(lead: SlaLead, { asksToBeCalled }: Assignment, terms: Terms): boolean {
  return mayCall(lead.consent.statements, asksToBeCalled || !terms.callsNeedConsent);
}

export function hoursOfClock(lead: SlaLead, assignment: Assignment, clock: Clock, terms: Terms): readonly ClockHours[] {
  const about = clock.kind === 'first-touch' && asksForCall(lead, assignment, terms) ? 'call' : 'mail';
  return hoursFor(lead, assignment, about, terms);
}

export type Dated = { readonly hours: ClockHours; readonly startedAtMs: number; readonly dueAtMs: number };

/** Starts at the opening, and is due when so many business minutes have passed. */
export function date(choices: readonly ClockHours[], fromMs: number, minutes: number): Dated {
  for (const hours of choices) {
    const startedAtMs = hours.calendar.nextOpening(fromMs);
    const dueAtMs = hours.calendar.addBusinessMs(fromMs, minutes * MINUTE_MS);
    if (startedAtMs !== null && dueAtMs !== null) return { hours, startedAtMs, dueAtMs };
  }
  throw new Error('no calendar that always opens among the choices');
}

/** When a fraction of the promised time has passed. */
export function atFraction(choices: readonly ClockHours[], clock: Clock, fraction: number): number {
  return date(choices, clock.fromMs, clock.targetMinutes * fraction).dueAtMs;
}

/** Business minutes from the clock's start to an instant, in whole hundredths; 0 for what came before the opening. */
export function elapsedMinutes(choices: readonly ClockHours[], clock: Clock, atMs: number): number {
  const { hours } = date(choices, clock.fromMs, clock.targetMinutes);
  const elapsedMs = Math.max(0, hours.calendar.businessMsBetween(clock.fromMs, atMs));
  return Math.round((elapsedMs / MINUTE_MS) * 100) / 100;
}

import { decisionId } from '@smarketing/messaging';

export type ClockKind = 'first-touch' | 'answer';
export type EscalationLevel = 'manager' | 're-route';

/** What ended a clock: the earliest such fact by event time, however late it arrived. */
export type Stop = {
  readonly atMs: number;
  /** `met`: what was owed was done. `closed`: nothing is owed any more. */
  readonly how: 'met' | 'closed';
  readonly because: 'call' | 'email' | 'meeting' | 'answer' | 'deal' | 're-routed' | 'new cycle' | 'placed anew';
  /** Id of the event, or of the assignment that followed. */
  readonly by: string;
};

/**
 * One promise, kept in business time. The promise (target, fractions) is that of the agreement under which it was made; the
 * calendar is always the current one, so that an open clock is dated anew when somebody falls ill.
 */
export type Clock = {
  readonly clockId: string;
  readonly kind: ClockKind;
  /** Of the assignment, epoch ms: what the clock is dated from. */
  readonly fromMs: number;
  /** The first business instant from `fromMs` on. */
  readonly startedAtMs: number;
  readonly dueAtMs: number;
  readonly targetMinutes: number;
  /** In whose hours it runs: a calendar of the agreement and, for a call clock, the lead's zone. */
  readonly hours: { readonly calendar: string; readonly leadTimeZone: string | null };
  readonly reminders: readonly number[];
  readonly escalateAt: number;
  readonly rerouteAt: number | null;
  readonly remindersSent: readonly number[];
  readonly escalated: readonly EscalationLevel[];
  /** Reminders and escalations that fell due while nobody was to be prompted: a step up makes good for none of them. */
  readonly passedOver?: readonly (number | EscalationLevel)[];
  /** When the breach was announced. */
  readonly breachedAtMs: number | null;
  /** When that was taken back, since the clock had ended before it was due. */
  readonly withdrawnAtMs: number | null;
  readonly stop: Stop | null;
  /** False while the clock ended too late and the timer has yet to say so: the backlog may still hold an earlier touch. */
  readonly settled: boolean;
};

export type Promised = {
  readonly kind: ClockKind;
  readonly targetMinutes: number;
  readonly reminders: readonly number[];
  readonly escalateAt: number;
  readonly rerouteAt: number | null;
};

/** A clock that is not dated yet. */
export function newClock(assignmentId: string, fromMs: number, promised: Promised): Clock {
  return {
    ...promised,
    clockId: decisionId(assignmentId, promised.kind),
    fromMs,
    startedAtMs: fromMs,
    dueAtMs: fromMs,
    hours: { calendar: '', leadTimeZone: null },
    remindersSent: [],
    escalated: [],
    breachedAtMs: null,
    withdrawnAtMs: null,
    stop: null,
    settled: false,
  };
}

/** The breach was announced and stands. */
export function isBreached(clock: Clock): boolean {
  return clock.breachedAtMs !== null && clock.withdrawnAtMs === null;
}

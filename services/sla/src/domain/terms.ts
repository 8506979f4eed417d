import type { Allowance, Choice, Rung } from '@smarketing/agreement';
import type { BusinessCalendar } from '@smarketing/business-time';
import type { Priority } from '@smarketing/contracts';
import type { Afterwards } from './sla-lead.ts';

/** What sales owes for one priority. Times are business minutes; fractions are shares of the promised first-touch time. */
export type PriorityTerms = {
  readonly firstTouchMinutes: number;
  readonly answerMinutes: number;
  readonly plan: string;
  readonly reminders: readonly number[];
  /** Fraction at which the manager is told. */
  readonly escalateAt: number;
  /** Fraction at which an untouched lead goes to somebody else; null: never. */
  readonly rerouteAt: number | null;
};

export type PlannedAttempt = {
  readonly day: number;
  readonly afterMinutes: number;
  readonly material?: string | undefined;
};

export type PlanTerms = {
  readonly id: string;
  readonly calls: readonly PlannedAttempt[];
  readonly mails: readonly PlannedAttempt[];
  readonly maxVoicemails: number;
  readonly stopOn: readonly string[];
};

export type AskedFact = {
  readonly field: string;
  readonly label: string;
  readonly type: string;
  /** Null where any answer is taken. */
  readonly choices: readonly Choice[] | null;
};

export type ReasonTerms = {
  readonly code: string;
  readonly label: string;
  readonly kind: 'reject' | 'disqualify' | 'recycle';
  readonly asks: readonly AskedFact[];
  readonly needsPlanDone: boolean;
  /** The person asked to be left alone: that is never refused for want of a form. */
  readonly suppresses: boolean;
  /** What is left of the hand-off. */
  readonly afterwards: Afterwards;
  /** Where in nurture the lead goes. */
  readonly track: string | null;
};

/** When a rep works. */
export type RepHours = {
  /** Id of the agreement's calendar. */
  readonly calendarId: string;
  /** The calendar without the rep's absences. */
  readonly present: BusinessCalendar;
  /** The calendar as if the rep were never absent. */
  readonly regular: BusinessCalendar;
  /** `present` within the lead's own daytime; null when the zone is not one we know. */
  calling(timeZone: string): BusinessCalendar | null;
};

/** All that the agreement and the reference data say about clocks, plans and answers. */
export type Terms = {
  readonly freshnessMs: number;
  readonly rung: Rung;
  /** What that rung of the ladder lets clocks and plans do. */
  readonly allows: Allowance;
  readonly callsNeedConsent: boolean;
  readonly priorities: Readonly<Record<Priority, PriorityTerms>>;
  plan(id: string): PlanTerms | null;
  poolCalls(pool: string): boolean;
  reason(code: string): ReasonTerms | null;
  /** Of the default calendar for a rep that is not known. */
  hours(repId: string): RepHours;
};

import type { Allowance, Rung } from '@smarketing/agreement';
import type { Priority } from '@smarketing/contracts';
import type { BusinessCalendar } from '@smarketing/business-time';
import type { Rep } from './rep.ts';

/** What routing reads out of an agreement, compiled: one per version. */
export type RoutePlan = {
  readonly pools: ReadonlyMap<string, Pool>;
  readonly catchAll: string;
  /** The first rule that holds, or the catch-all. */
  readonly choosePool: (subject: RouteSubject) => PoolRequest;
  readonly everybodyAway: { readonly policy: 'routeNow' | 'wait' | 'fallBack'; readonly pool?: string | undefined };
  readonly holdForEnrichmentMs: number;
  /** For so long after an account's last deal was closed, the account returns to that deal's owner. */
  readonly reopenedAccountMs: number;
  readonly turnBack: { readonly reasons: ReadonlySet<string>; readonly maxShare: number };
  readonly absenceReturn: 'keepPlace' | 'catchUp' | 'cappedCatchUp';
  /** What qualified longer ago is history. */
  readonly freshnessMs: number;
  readonly rung: Rung;
  /** What that rung of the ladder allows. */
  readonly allows: Allowance;
  /** Rejections that ask for another owner. */
  readonly wrongOwnerReasons: ReadonlySet<string>;
  /** The data is marketing's to mend; the lead stays with its owner meanwhile. */
  readonly fixDataReasons: ReadonlySet<string>;
  /** Signals by which somebody asked to be contacted. */
  readonly handRaisers: ReadonlySet<string>;
  /** Office hours and holidays, without regard to absences. */
  readonly officeHours: (rep: Rep) => BusinessCalendar;
  /** Office hours minus the rep's absences. */
  readonly presence: (rep: Rep) => BusinessCalendar;
  /** The hours in which somebody there may be called; undefined where the zone is not a known one. */
  readonly callHours: (timeZone: string) => BusinessCalendar | undefined;
  /** @param qualifiedBy the qualification rule, which may have a time of its own */
  readonly firstTouch: (priority: Priority, qualifiedBy: string, pool: string) => FirstTouch;
};

export type Pool = {
  readonly id: string;
  readonly label: string;
  readonly calls: boolean;
  readonly members: 'all' | 'listed';
  readonly openLeadCap: number;
  readonly dailyCap: number;
  /** By rep id; stands above what the rep's own entry says. */
  readonly weights: Readonly<Record<string, number>>;
};

export type RouteSubject = {
  readonly profile: object;
  readonly priority: Priority;
  readonly model: string;
  readonly grade: string;
  readonly fitGrade?: string;
  readonly stage?: string;
};

export type PoolRequest = {
  readonly pool: Pool;
  /** Id of the rule that chose, or `catch-all`. */
  readonly rule: string;
  readonly label: string;
  readonly needs: Needs;
  /** Each rule that was asked, and why it did not hold. */
  readonly path: readonly { readonly label: string; readonly why: string }[];
};

/** What a rule asks of a rep: all of the skills, and at least one of the languages if any is named. */
export type Needs = { readonly skills: readonly string[]; readonly languages: readonly string[] };

export const NO_NEEDS: Needs = { skills: [], languages: [] };

/** What sales owes first. */
export type FirstTouch = {
  /** Business time. */
  readonly withinMs: number;
  /** False when the plan of this priority, or the pool, has no calls. */
  readonly calls: boolean;
  readonly callsNeedConsent: boolean;
};

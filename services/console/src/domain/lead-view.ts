import type { ConsentStatement, Priority } from '@smarketing/contracts';

/**
 * What all services have said of a lead, as far as the console shows it. Topics arrive in any order between each other, so each
 * piece keeps the rank of the statement that made it (how its producer counts what it says of the lead), and the highest
 * stays: the same events give the same view in whatever order they came. What follows from several pieces (stage, outcome,
 * open clocks) is never stored, but drawn from them by `describeLead`. All instants are epoch ms.
 */
export type LeadView = {
  /** Counts what the console publishes of a lead: nothing. */
  readonly version: number;
  readonly origin: Origin | null;
  readonly profile: Profile | null;
  readonly consent: Ranked<{ readonly statements: readonly ConsentStatement[] }> | null;
  /** By model. */
  readonly standings: Readonly<Record<string, Standing>>;
  /** By cycle id. */
  readonly cycles: Readonly<Record<string, CycleFacts>>;
  /** By clock id. */
  readonly clocks: Readonly<Record<string, ClockFacts>>;
  /** By deal id. */
  readonly deals: Readonly<Record<string, DealFacts>>;
  readonly nurture: NurtureFacts;
  readonly lastTouch: (Stated & { readonly kind: string; readonly by: string | null }) | null;
  readonly lastObjection: (Stated & { readonly objection: string; readonly pain: string | null }) | null;
  readonly attempt: Attempt | null;
  readonly refusal: Ranked<{ readonly answer: string; readonly because: string; readonly atMs: number }> | null;
  /** The newest event about the lead; 0 when there was none. */
  readonly lastEventAtMs: number;
  /** The newest version of the agreement under which anything was decided about the lead. */
  readonly agreementVersion: number | null;
};

/** `rank`: the producer's count of what it said of the lead, from 1. */
export type Ranked<T> = T & { readonly rank: number };

/** A statement of the outside world, ordered by when it happened. */
export type Stated = { readonly atMs: number; readonly eventId: string };

export type Origin = Stated & {
  readonly createdAtMs: number;
  /** Of the event that made the lead known. */
  readonly source: string;
  readonly campaignSource: string | null;
  readonly campaign: string | null;
};

export type Ids = {
  readonly email: string | null;
  readonly userId: string | null;
  readonly crmId: string | null;
  readonly anonymousId: string | null;
};

export type Profile = Ranked<{
  readonly ids: Ids;
  readonly name: string | null;
  readonly title: string | null;
  readonly company: string | null;
  readonly country: string | null;
}>;

export type ScoredOutcome = 'qualified' | 'nurture' | 'held' | 'excluded' | 'none';

export type Standing = {
  readonly points: Ranked<{
    readonly grade: string;
    readonly score: number;
    readonly fit: number;
    readonly engagement: number;
    readonly provisional: boolean;
    readonly atMs: number;
    readonly agreementVersion: number | null;
  }>;
  readonly verdict: Ranked<{
    readonly outcome: ScoredOutcome;
    readonly reason: string;
    readonly buyerStage: string;
  }> | null;
};

export type Owner = { readonly id: string; readonly name: string };

export type CycleFacts = {
  readonly qualified: Ranked<{
    readonly number: number;
    readonly origin: 'marketing' | 'sales';
    readonly priority: Priority;
    readonly model: string;
    readonly reason: string;
    readonly atMs: number;
  }> | null;
  readonly placed: Ranked<{
    readonly kind: 'routed' | 'proposed' | 'held' | 'unroutable';
    readonly reason: string;
    readonly priority: Priority;
    readonly model: string | null;
    readonly assignmentId: string | null;
    readonly owner: Owner | null;
    /** Who would get it, on a rung of the ladder that assigns nobody. */
    readonly candidate?: Owner | null | undefined;
    readonly pool: string | null;
    readonly atMs: number;
    /** When the newest thing happened that began the cycle, which may be long before it was heard of; null where nobody said. */
    readonly evidenceAtMs: number | null;
  }> | null;
  readonly answered: Ranked<{
    readonly answer: 'accepted' | 'rejected' | 'recycled' | 'disqualified';
    readonly assignmentId: string;
    readonly reason: string | null;
    readonly atMs: number;
    /** A rejection after which its owner keeps the lead. */
    readonly goesOn: boolean;
  }> | null;
  readonly recycled: Ranked<{ readonly reason: string; readonly track: string; readonly atMs: number }> | null;
  /** The attempt plan was done without an answer of the lead. */
  readonly exhausted: Ranked<{ readonly attempts: number; readonly atMs: number }> | null;
};

/** Each kind of statement about a clock apart, since the later one of a kind holds. */
export type ClockFacts = {
  readonly said: Ranked<{
    readonly kind: 'first-touch' | 'answer';
    readonly cycleId: string;
    readonly assignmentId: string;
    readonly startedAtMs: number;
    readonly dueAtMs: number;
    /** False where it is only measured; left out in rows of before the ladder: then somebody is held to it. */
    readonly act?: boolean | undefined;
  }>;
  readonly reminded: Ranked<{ readonly fraction: number }> | null;
  readonly breached: Ranked<{ readonly atMs: number }> | null;
  readonly withdrawn: Ranked<{ readonly atMs: number }> | null;
  readonly escalated: Ranked<{ readonly level: string }> | null;
  readonly met: Ranked<{ readonly atMs: number }> | null;
};

export type DealFacts = {
  /** Opened, won or lost: what happened last. */
  readonly state:
    | (Stated & {
        readonly state: 'open' | 'won' | 'lost';
        readonly reason: string | null;
        /** Who in sales says so. */
        readonly by: string | null;
      })
    | null;
  readonly detail: Stated & {
    readonly stage: string | null;
    readonly amount: number | null;
    readonly currency: string | null;
  };
  /** As the last statement says that says any. */
  readonly of: (Stated & { readonly cycleId: string | null; readonly assignmentId: string | null }) | null;
};

export type NurtureFacts = {
  readonly enrolled: Ranked<{
    readonly track: string;
    readonly reason: string;
    readonly atMs: number;
    readonly wakeAtMs: number | null;
  }> | null;
  /** The last enrolment that was not the end of a pause. */
  readonly began: Ranked<{ readonly atMs: number }> | null;
  readonly paused: Ranked<{ readonly because: string }> | null;
  /** A step that comes due shows that the track goes on. */
  readonly stepped: Ranked<{ readonly step: number; readonly atMs: number }> | null;
  readonly exited: Ranked<{ readonly because: string }> | null;
};

export type Attempt = Ranked<{
  readonly kind: string;
  readonly step: number;
  readonly plan: string;
  readonly material?: string | undefined;
  readonly dueAtMs: number;
  readonly assignmentId: string;
  readonly cycleId: string;
}>;

export function newLeadView(): LeadView {
  return {
    version: 0,
    origin: null,
    profile: null,
    consent: null,
    standings: {},
    cycles: {},
    clocks: {},
    deals: {},
    nurture: { enrolled: null, began: null, paused: null, stepped: null, exited: null },
    lastTouch: null,
    lastObjection: null,
    attempt: null,
    refusal: null,
    lastEventAtMs: 0,
    agreementVersion: null,
  };
}

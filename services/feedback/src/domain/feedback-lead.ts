import type { JsonValue, Priority } from '@smarketing/contracts';
import type { Enrolment } from './enrolment.ts';
import type { Occasion } from './occasion.ts';
import type { Said, Told } from './stated-at.ts';

/** One thing that somebody did, and where it came from. */
export type Touchpoint = Said & {
  readonly type: string;
  /** The technical source that sent it, not the campaign. */
  readonly sentBy: string;
  readonly campaign: { readonly source: string | null; readonly medium: string | null; readonly name: string | null };
  readonly asset: { readonly id: string; readonly title: string | null } | null;
  /** True for what a robot did. */
  readonly machine?: true;
};

export type ClosedDeal = Said & {
  readonly status: 'won' | 'lost';
  readonly reason: string | null;
  readonly fact: string | null;
  readonly competitor: string | null;
  /** What else was stated about the end, by name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly cycleId: string | null;
  readonly assignmentId: string | null;
};

/** Everything known of a deal; each part is the newest statement about it, by event time. */
export type Deal = {
  readonly dealId: string;
  /** The earliest sign of it while it was open. */
  readonly firstOpenAtMs: number | null;
  readonly opened: Said | null;
  readonly closed: ClosedDeal | null;
  readonly firstWonAtMs: number | null;
  readonly stage: (Said & { readonly name: string }) | null;
  readonly amount: (Said & { readonly value: number; readonly currency: string | null }) | null;
};

export type CycleOutcome = 'won' | 'lost' | 'recycled' | 'rejected' | 'disqualified' | 'superseded';

/**
 * One attempt to sell, as far as it is known here: its events come from four topics, in any order. `ended` by sales and
 * `recycledAtMs` are what was decided here; all else is what others told of it, and derived.
 */
export type Cycle = {
  readonly cycleId: string;
  readonly model: string | null;
  readonly origin: 'marketing' | 'sales' | null;
  readonly priority: Priority | null;
  readonly startedAtMs: number | null;
  /** When the newest evidence for it happened: a deal closed since then came of it. */
  readonly evidenceAtMs: number | null;
  readonly routedAtMs: number | null;
  readonly assignmentId: string | null;
  readonly acceptedAtMs: number | null;
  /** `superseded` is our own guess, made anew with all that is told: derived. */
  readonly ended: { readonly atMs: number; readonly outcome: CycleOutcome; readonly reason: string | null } | null;
  /** What `lead.recycled` last said of it, epoch ms of event time. */
  readonly recycledAtMs: number | null;
  /** Ids of the clocks that were not kept, in order; those of which that was taken back are in both lists. */
  readonly breachedClocks: readonly string[];
  readonly withdrawnClocks: readonly string[];
  /** The first-touch clock as it was last said to have stopped. */
  readonly firstTouch: (Told & { readonly businessMinutes: number; readonly inTime: boolean }) | null;
};

/** What scoring last said under one model. */
export type Standing = Told & {
  readonly outcome: string;
  readonly grade: string;
  /** aware, considering, deciding. */
  readonly stage: string;
};

export type Objection = Said & {
  /** Lower case, single spaces: what is counted. */
  readonly key: string;
  readonly text: string;
  readonly pain: string | null;
  readonly by: string | null;
};

export type Exit = { readonly atMs: number; readonly because: string; readonly track: string };

/** The first and the last of some instants, epoch ms. */
export type Span = { readonly firstAtMs: number; readonly lastAtMs: number };

/**
 * What is known of a lead here, of two kinds.
 *
 * *Derived* from what others tell, a join of facts: the earliest, the newest, or one per id, so that neither order nor
 * repetition matters. A replay forgets them and has them told again: `first`, `last`, `engagement`, `profile`, `toldVersion`,
 * `mailConsent`, `standings`, `stages`, `touches`, `deals`, `objections`, and of each cycle what others told. `stages.engaged`,
 * `engagement.lastOwnAtMs` and `profile.persona` also ask the agreement: they are as of the version under which the lead was
 * last written.
 *
 * *Primary*, decided here and never decided again: `version`, `enrolment`, `lastExit`, `disqualifiedAtMs`, `suppressedAtMs`,
 * `mailsAtMs`, `postponed`, `armedForMs`, and of each cycle how sales ended it and `recycledAtMs`.
 */
export type FeedbackLead = {
  readonly version: number;
  readonly first: Touchpoint | null;
  readonly last: Touchpoint | null;
  /** What the person did of their own accord. */
  readonly engagement: {
    /** Of the types of the catalogue. */
    readonly catalogued: Span | null;
    /** Of types that only an agreement may name, by type; bounded. */
    readonly others: Readonly<Record<string, Span>>;
    /** Of those that count under the agreement. */
    readonly lastOwnAtMs: number | null;
  };
  readonly profile: {
    readonly version: number;
    readonly fields: Readonly<Record<string, JsonValue>>;
    readonly persona: string | null;
    /** The version of the agreement whose personas were asked. */
    readonly personaUnder: number;
    /** Nobody whom we can name or reach: only a browser's id is known. */
    readonly isVisitor: boolean;
  };
  /** The newest snapshot of profile or consent that had been told before what the person did. */
  readonly toldVersion: number;
  /** The newest word on marketing mail. */
  readonly mailConsent: { readonly version: number; readonly granted: boolean | null; readonly atMs: number | null };
  readonly standings: Readonly<Record<string, Standing>>;
  /** Dates that were stated; those of opportunity and customer follow from the deals. Epoch ms. */
  readonly stages: {
    readonly engaged: number | null;
    readonly mql: number | null;
    readonly sal: number | null;
    readonly sql: number | null;
  };
  readonly touches: { readonly firstAtMs: number | null; readonly lastAtMs: number | null };
  readonly deals: Readonly<Record<string, Deal>>;
  readonly cycles: readonly Cycle[];
  readonly objections: readonly Objection[];
  readonly enrolment: Enrolment | null;
  readonly lastExit: Exit | null;
  /** Since when sales wants nothing to be done; a newer cycle lifts the first, the person's own consent the second. */
  readonly disqualifiedAtMs: number | null;
  readonly suppressedAtMs: number | null;
  /** When mails of any track fell due, as far back as a limit looks. */
  readonly mailsAtMs: readonly number[];
  /** What has to be followed up once a rebuild is done; null: nothing waits. Empty: only to be settled. */
  readonly postponed: readonly Occasion[] | null;
  /** For when the lead's timer is set. */
  readonly armedForMs: number | null;
};

export function newFeedbackLead(): FeedbackLead {
  return {
    version: 0,
    first: null,
    last: null,
    engagement: { catalogued: null, others: {}, lastOwnAtMs: null },
    profile: { version: -1, fields: {}, persona: null, personaUnder: -1, isVisitor: false },
    toldVersion: 0,
    mailConsent: { version: -1, granted: null, atMs: null },
    standings: {},
    stages: { engaged: null, mql: null, sal: null, sql: null },
    touches: { firstAtMs: null, lastAtMs: null },
    deals: {},
    cycles: [],
    objections: [],
    enrolment: null,
    lastExit: null,
    disqualifiedAtMs: null,
    suppressedAtMs: null,
    mailsAtMs: [],
    postponed: null,
    armedForMs: null,
  };
}

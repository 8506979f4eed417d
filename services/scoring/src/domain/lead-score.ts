import { emptyTallies, type BuyerStage, type Digit, type ScorableEvent, type Tallies } from '@smarketing/agreement';
import type { Campaign, ConsentStatement, JsonValue, Priority, StatedNeeds } from '@smarketing/contracts';
import type { ContactShare } from './account/account-score.ts';
import type { PersonEngaged } from './account/people-engaged.ts';
import type { ProfileSnapshot } from './profile-snapshot.ts';
import type { AttemptNote } from './prediction/attempt.ts';

/**
 * What scoring remembers of one lead, of two kinds. Instants are epoch milliseconds, points whole hundredths.
 *
 * *Derived* from what others tell, the same whatever the order and however often it is told: `profile`, `consent`, `tallies`,
 * `content`, `needs`, `firstSource`, `lastCampaign`, `toldVersion`, `pressure`, and the evidence itself, which is rows of its own. A replay
 * forgets them and has them told again. Of its evidence scoring keeps what is its own note of it: the catalogue's word on the
 * asset as it was then, when it was received, and whether it was weighed.
 *
 * *Primary*, decided here and never decided again: `version`, `standings`, `cycles`, `earlier`, `cyclesSoFar`, `fences`,
 * `closedDeals`, `nomination`, `generation`, `heard`, `pending`, `armedForMs`; what passes between the lanes of leads and those of
 * their companies: `contributed`, `account`; and the history of the profile, which is rows of its own: its owner tells only the
 * newest profile again.
 */
export type LeadScore = {
  readonly version: number;
  /** The newest snapshot; version -1 before any. */
  readonly profile: { readonly version: number; readonly fields: ProfileFields };
  readonly consent: { readonly version: number; readonly statements: readonly ConsentStatement[] };
  /** A cache of the fold of the lead's evidence, good for one version of the agreement. */
  readonly tallies: Tallies;
  /** By model id: what was last published. */
  readonly standings: Readonly<Record<string, Standing>>;
  /** Open ones, one per model at most. */
  readonly cycles: readonly Cycle[];
  /** Oldest first, bounded. */
  readonly earlier: readonly EarlierCycle[];
  /** How many cycles there have been, the open ones included. */
  readonly cyclesSoFar: number;
  /** Where the evidence that can qualify begins; bounded. */
  readonly fences: readonly Fence[];
  /** One line per asset, at its latest; oldest first, bounded. */
  readonly content: readonly ContentSeen[];
  /** What the person said, the newest statement per field. */
  readonly needs: Readonly<Partial<Record<NeedField, Said<string>>>>;
  /** The name of what first brought the person. */
  readonly firstSource: Said<string> | null;
  readonly lastCampaign: Said<Campaign> | null;
  /** Deals that were won or lost, bounded: what was said of them earlier may come later. */
  readonly closedDeals: readonly ClosedDeal[];
  /** Sales asked for the lead, and that was not decided yet. */
  readonly nomination: { readonly because: string | null } | null;
  /**
   * The newest snapshot of profile or consent that had been told when the lead did something: there is no order across topics, and
   * nobody is judged by what they did before it is known who they are.
   */
  readonly toldVersion: number;
  /** What was done to the person of late, and what the person did; bounded. */
  readonly pressure: PressureTally;
  /** How many pieces of the lead's evidence the store has written down since the last time that it was forgotten. */
  readonly noted: number;
  /** How often the evidence was forgotten: what was not told since the last time does not count. */
  readonly generation: number;
  /** The newest snapshots that came themselves and were acted upon; a retelling may have brought newer ones. */
  readonly heard: Heard;
  /** Why a decision is due that has to wait: for the evidence to be loaded, for a snapshot to arrive, or for a rebuild. */
  readonly pending: Cause | null;
  /** The instant for which the lead's one timer is set. */
  readonly armedForMs: number | null;
  /** What the lead's company was told last; null: nothing yet. */
  readonly contributed: Contributed | null;
  /** What the lead's company told last. */
  readonly account: AccountSignal | null;
};

/** Both the oldest first; a day only once. */
export type PressureTally = {
  readonly days: readonly DayTally[];
  readonly touches: readonly { readonly eventId: string; readonly atMs: number }[];
};

/** By number of the UTC day since 1970, mails delivered and deeds of the person's own. */
export type DayTally = readonly [day: number, mails: number, engagements: number];

/** `domain` null: it contributes to no company. */
export type Contributed = {
  readonly revision: number;
  readonly domain: string | null;
  readonly share: ContactShare | null;
};

/** Of a company, who engaged when, as it was told at an instant. */
export type AccountSignal = {
  readonly domain: string;
  readonly revision: number;
  readonly score: number;
  readonly atMs: number;
  readonly engaged: readonly PersonEngaged[];
};

/** `outcome` is left out in rows of an earlier version of the service. */
export type ClosedDeal = { readonly dealId: string; readonly atMs: number; readonly outcome?: 'won' | 'lost' };

export type ProfileFields = Readonly<Record<string, JsonValue>>;

export type Heard = { readonly profile: number; readonly consent: number; readonly objected: boolean };

/** A lead in a running batch: with what is not part of its stored state. */
export type LeadAtHand = LeadScore & { readonly atHand: AtHand };

/** The oldest first. It is parsed when it is asked for: the events of a whole batch would be much to hold, and to clear away. */
export type History = () => readonly ScorableEvent[];

export type AtHand = {
  /** Those of the batch's event ids that are evidence already. */
  readonly known: ReadonlyMap<string, KnownEvidence>;
  /** All of the lead's stored evidence that counts; null: not loaded. */
  readonly evidence: History | null;
  /** What this batch adds to the evidence that counts. */
  readonly added: readonly Evidence[];
  /** Ids of evidence that a retelling had brought, and that the batch weighs. */
  readonly weighed: readonly string[];
  /** Of the mails that the batch's events belong to: the stored evidence that counts, by the id of the mail. */
  readonly mails: ReadonlyMap<string, readonly ScorableEvent[]>;
  /** Profiles of which the batch told, for the history. */
  readonly snapshots: readonly ProfileSnapshot[];
  /** What the batch says of attempts to sell, in order. */
  readonly attempts: readonly AttemptNote[];
};

export type KnownEvidence = {
  /** False where only a retelling brought it: what it means for the lead is decided when it comes itself. */
  readonly weighed: boolean;
  /** As it was taken, where a rebuild has begun since and it was not told again: it does not count. */
  readonly forgotten: ScorableEvent | null;
};

export type Evidence = { readonly event: ScorableEvent; readonly weighed: boolean };

/**
 * What a weighing is for: something the prospect or a colleague did, something said about the person or the cycle, other rules, or
 * only time.
 */
export type Cause = 'engagement' | 'statement' | 'rules' | 'time';

export type Outcome = 'qualified' | 'nurture' | 'held' | 'excluded' | 'none';

export type Standing = {
  /** The agreement's version. */
  readonly version: number;
  /** What it was decided by: evidence after this instant; null: all of it. */
  readonly evidenceFromMs: number | null;
  readonly atMs: number;
  readonly score: number;
  readonly grade: string;
  readonly digit: Digit;
  readonly stage: BuyerStage;
  readonly outcome: Outcome;
  /** A word that programs can rely on. */
  readonly because: string;
  readonly reason: string;
};

/** One attempt to sell. */
export type Cycle = {
  readonly cycleId: string;
  readonly model: string;
  /** Counts the lead's cycles from 1. */
  readonly number: number;
  readonly origin: 'marketing' | 'sales';
  /** False where sales began by itself, with a deal: others were not told, and no clock runs. */
  readonly announced: boolean;
  readonly startedAtMs: number;
  /** When the newest evidence for it happened: a deal closed since then came of it. */
  readonly evidenceAtMs: number;
  readonly priority: Priority | null;
  readonly progress: 'qualified' | 'accepted' | 'opportunity';
  readonly dealId: string | null;
  /** It began on a rung of the ladder that gives nobody an owner. */
  readonly proposed?: true;
};

export type CycleEnd = 'rejected' | 'disqualified' | 'recycled' | 'won' | 'lost' | 'superseded';

export type EarlierCycle = Pick<Cycle, 'cycleId' | 'model' | 'number' | 'origin' | 'startedAtMs' | 'progress'> & {
  readonly endedAtMs: number;
  readonly outcome: CycleEnd;
  readonly reason: string | null;
};

export type Fence = {
  /** When it came to be, by event time. */
  readonly atMs: number;
  /** Only what occurred after it counts. */
  readonly evidenceFromMs: number;
  /** Before it only a raised hand qualifies. */
  readonly coolOffUntilMs: number | null;
};

export type ContentSeen = {
  readonly assetId: string;
  readonly title: string | null;
  readonly type: string | null;
  readonly topic: string | null;
  readonly stage: string | null;
  readonly atMs: number;
  readonly eventId: string;
  readonly dwellSeconds: number | null;
};

export type NeedField = keyof Required<
  Pick<StatedNeeds, 'need' | 'currentSupplier' | 'supplierProblem' | 'contractEnd' | 'quote'>
>;

export type Said<T> = { readonly value: T; readonly atMs: number; readonly eventId: string };

export function newLeadScore(): LeadScore {
  return {
    version: 0,
    profile: { version: -1, fields: {} },
    consent: { version: -1, statements: [] },
    // No agreement has this version: the first weighing folds.
    tallies: emptyTallies(-1),
    standings: {},
    cycles: [],
    earlier: [],
    cyclesSoFar: 0,
    fences: [],
    content: [],
    needs: {},
    firstSource: null,
    lastCampaign: null,
    closedDeals: [],
    nomination: null,
    toldVersion: 0,
    noted: 0,
    generation: 0,
    heard: { profile: -1, consent: -1, objected: false },
    pending: null,
    armedForMs: null,
    pressure: { days: [], touches: [] },
    contributed: null,
    account: null,
  };
}

export function withNote<L extends LeadAtHand>(lead: L, note: AttemptNote): L {
  return { ...lead, atHand: { ...lead.atHand, attempts: [...lead.atHand.attempts, note] } };
}

/** What a batch finds of a lead, with nothing added to it yet. */
export function atHandOf(found: Pick<AtHand, 'known' | 'evidence' | 'mails'>): AtHand {
  return { ...found, added: [], weighed: [], snapshots: [], attempts: [] };
}

const NO_HISTORY: History = () => [];

/** Of a lead that nothing is stored of, the whole evidence is known: there is none. */
export function newLeadAtHand(known: AtHand['known'] = new Map()): LeadAtHand {
  return { ...newLeadScore(), atHand: atHandOf({ known, evidence: NO_HISTORY, mails: new Map() }) };
}

import type { ConsentStatement, Priority } from '@smarketing/contracts';
import type { Clock, ClockKind } from './clock.ts';

/** What the SLA service knows of one lead. All instants are epoch milliseconds. */
export type SlaLead = {
  readonly version: number;
  /** The newest snapshot; version -1 stands for what the hand-off packet said before any snapshot came. */
  readonly profile: { readonly version: number; readonly timeZone: string | null };
  readonly consent: { readonly version: number; readonly statements: readonly ConsentStatement[] };
  /** In the order of `atMs`. */
  readonly assignments: readonly Assignment[];
  /** Genuine ones alone, in the order of `occurredAtMs`; also those whose assignment has not come yet. */
  readonly touches: readonly Touch[];
  readonly deals: readonly Deal[];
  readonly answers: readonly JudgedAnswer[];
  /** Answers whose assignment has not come yet. */
  readonly waiting: readonly WaitingAnswer[];
  /** The instant for which the lead's one timer is set. */
  readonly armedForMs: number | null;
  /** What sales has yet to do, as of the last decision; first due first. For lists: decisions don't read it. */
  readonly owed: readonly Owed[];
};

export type Assignment = {
  readonly assignmentId: string;
  readonly cycleId: string;
  readonly model: string;
  readonly repId: string;
  readonly repName: string;
  readonly pool: string;
  readonly priority: Priority;
  readonly atMs: number;
  /** When the cycle began: at `atMs` where nobody said. A touch of the cycle's first assignment counts from then on. */
  readonly cycleStartedAtMs: number;
  /** When the newest thing happened that began the cycle: at its start where nobody said. A deal of the cycle is no older. */
  readonly evidenceAtMs: number;
  readonly rerouted: boolean;
  /** True where nobody has been given the lead: its clocks measure what the promise would have meant. */
  readonly proposed?: boolean | undefined;
  /** The hand-off says that a call is in order although nobody spoke of consent: the person asked to be contacted. */
  readonly asksToBeCalled: boolean;
  /** The version under which its clocks and its plan were made. */
  readonly agreementVersion: number;
  readonly clocks: readonly Clock[];
  readonly plan: AttemptPlan | null;
};

/** A statement of the sales side; the ids are there only if the sender knew them. */
export type Statement = {
  readonly eventId: string;
  readonly occurredAtMs: number;
  readonly by: string | null;
  readonly cycleId: string | null;
  readonly assignmentId: string | null;
};

export type Touch = Statement & {
  readonly kind: 'call' | 'email' | 'meeting';
  readonly disposition: string | null;
  /** Two people talked. */
  readonly reached: boolean;
};

export type Deal = Statement & { readonly dealId: string; readonly state: 'opened' | 'won' | 'lost' };

export type Answer = Statement & {
  readonly answer: 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly fact: string | null;
  /** Further facts by the field that the reason asks for. */
  readonly facts: Readonly<Record<string, string>>;
};

export type WaitingAnswer = Answer & { readonly arrivedAtMs: number };

export type Verdict = 'accepted' | 'rejected' | 'recycled' | 'disqualified';

/**
 * What is left of a hand-off after an answer. `mending`: nothing is owed until the data is put right, then the same owner may answer
 * again. `elsewhere`: somebody else gets the lead, in the same cycle. `over`: the cycle has ended, whoever has the lead by now.
 */
export type Afterwards = 'goes on' | 'mending' | 'elsewhere' | 'over';

export type JudgedAnswer = Answer & {
  readonly of: string | null;
  /** What it came to; null when it was refused. */
  readonly verdict: Verdict | null;
  readonly afterwards: Afterwards;
  /** Why it was refused. */
  readonly because: string | null;
};

export type AttemptKind = 'call' | 'mail';

export type PlanStep = {
  /** Counts the plan's steps from 1, in the order in which they are due. */
  readonly step: number;
  readonly kind: AttemptKind;
  /** Business days after the plan's start. */
  readonly day: number;
  /** Business minutes after that. */
  readonly afterMinutes: number;
  /** What the agreement says to bring along. */
  readonly material?: string | undefined;
  /** Set once the step was due; not announced where it had been made before, or the rung prompts nobody. */
  readonly passed: { readonly dueAtMs: number; readonly kind: AttemptKind; readonly announced: boolean } | null;
};

export type AttemptPlan = {
  readonly planId: string;
  readonly steps: readonly PlanStep[];
  /** How many voicemails may be left; no limit in plans of before it was read. */
  readonly maxVoicemails?: number | undefined;
  readonly stopOn: readonly string[];
  readonly stopped: { readonly atMs: number; readonly because: string } | null;
  readonly exhaustedAtMs: number | null;
};

/** Something that sales has yet to do for a lead, and by when. */
export type Owed = {
  readonly what: ClockKind | AttemptKind;
  /** The step of the attempt plan; null for a clock. */
  readonly step: number | null;
  readonly material?: string | undefined;
  readonly proposed?: boolean | undefined;
  readonly dueAtMs: number;
  readonly assignmentId: string;
  readonly repId: string;
  readonly pool: string;
  readonly priority: Priority;
};

export function newSlaLead(): SlaLead {
  return {
    version: 0,
    profile: { version: -1, timeZone: null },
    consent: { version: -1, statements: [] },
    assignments: [],
    touches: [],
    deals: [],
    answers: [],
    waiting: [],
    armedForMs: null,
    owed: [],
  };
}

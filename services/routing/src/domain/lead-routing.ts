import type { ConsentStatement, Dossier, JsonValue, Person, Priority } from '@smarketing/contracts';

/** All that routing knows of one lead. */
export type LeadRouting = {
  readonly version: number;
  readonly profile: LeadProfile | null;
  readonly consent: { readonly version: number; readonly statements: readonly ConsentStatement[] } | null;
  /** One per model at most. */
  readonly cycles: readonly OpenCycle[];
  /** Oldest first, bounded. */
  readonly earlier: readonly EarlierCycle[];
  /** Genuine touches of ours by event time, oldest first, bounded. */
  readonly touches: readonly SeenTouch[];
  /** The newest deal that was won or lost. */
  readonly lastDeal: { readonly atMs: number; readonly outcome: 'won' | 'lost'; readonly repId: string | null } | null;
};

export type LeadProfile = {
  /** 0 when only a dossier told us so far. */
  readonly version: number;
  readonly ids: { readonly email?: string | undefined; readonly crmId?: string | undefined };
  readonly fields: Readonly<Record<string, JsonValue>>;
};

/** One attempt to sell, from its qualification to its end. */
export type OpenCycle = {
  readonly cycleId: string;
  readonly cycleNumber: number;
  readonly model: string;
  readonly origin: 'marketing' | 'sales';
  readonly priority: Priority;
  readonly qualifiedAtMs: number;
  /** The rule of the qualification, and its reason in words. */
  readonly rule: string;
  readonly reason: string;
  readonly standing: Standing;
  readonly dossier: KeptDossier;
  /** Company domain as it was known when the cycle began; null for people without a company. */
  readonly account: string | null;
  readonly place: Place;
  /** Everybody who had it before, and let it lie or sent it back. */
  readonly formerReps: readonly string[];
  /** The assignment that the next one takes the place of. */
  readonly follows: Superseded | null;
  /** When its owner accepted it: sales-accepted from then on. */
  readonly acceptedAtMs: number | null;
  /** The newest proposal, until somebody is given the lead: what is said of that one is said of the lead. */
  readonly proposed?: Proposal | undefined;
};

/** The dossier without the profile, which goes on changing. */
export type KeptDossier = Pick<
  Dossier,
  | 'entries'
  | 'criteria'
  | 'content'
  | 'intent'
  | 'stage'
  | 'statedNeeds'
  | 'missingFields'
  | 'campaign'
  | 'firstSource'
  | 'account'
  | 'pressure'
>;

export type Standing = {
  readonly score: number;
  readonly fit: number;
  readonly engagement: number;
  readonly grade: string;
  readonly provisional: boolean;
};

/** Never without an owner *and* without a reason. */
export type Place = { readonly kind: 'assigned'; readonly assignment: Assignment } | Waiting | Proposed;

type Waits<Code> = {
  readonly code: Code;
  readonly reason: string;
  readonly sinceMs: number;
  readonly retryAtMs: number;
  readonly tries: number;
};
export type Waiting = Waits<WaitingCode> & { readonly kind: 'held' | 'unroutable' };
/** `history`: it was proposed so long ago that nobody is assigned it any more by itself. */
export type WaitingCode = 'capacity' | 'everybody-away' | 'enrichment' | 'nobody' | 'history';

/** The agreement's rung assigns nobody: this is who would have got it. It waits for a rung that does. */
export type Proposed = Waits<'rung'> & { readonly kind: 'proposed'; readonly proposal: Assignment };

/** Who has the lead, or would; undefined while it waits for either. */
export function heldIn(place: Place): Assignment | undefined {
  if (place.kind === 'assigned') return place.assignment;
  return place.kind === 'proposed' ? place.proposal : undefined;
}

export type Assignment = {
  readonly assignmentId: string;
  readonly rep: Person;
  readonly pool: string;
  readonly atMs: number;
  /** How far the rep's pointer went for it; 0 when no turn was spent. */
  readonly turn: number;
  /** The owner's first genuine touch at or after the assignment. */
  readonly touchedAtMs: number | null;
  /** As what it was proposed before it was given. */
  readonly proposed?: Proposal | undefined;
};

export type Proposal = { readonly proposalId: string; readonly atMs: number };

export type RerouteCause = 'untouched' | 'wrong-owner' | 'owner-left';
export type Superseded = { readonly assignmentId: string; readonly rep: Person; readonly cause: RerouteCause };

export type CycleOutcome = 'won' | 'lost' | 'rejected' | 'recycled' | 'disqualified' | 'superseded' | 'history';

export type EarlierCycle = {
  readonly cycleId: string;
  /** Null while its qualification has not arrived. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number;
  readonly outcome: CycleOutcome;
  readonly reason: string | null;
};

export type SeenTouch = {
  readonly kind: string;
  readonly atMs: number;
  readonly by: string | null;
  readonly disposition: string | null;
  /** Only if the sender knew them. */
  readonly cycleId: string | null;
  readonly assignmentId: string | null;
};

export const EARLIER_CYCLES_KEPT = 20;
export const TOUCHES_KEPT = 50;

export function newLead(): LeadRouting {
  return { version: 0, profile: null, consent: null, cycles: [], earlier: [], touches: [], lastDeal: null };
}

export function withCycle(lead: LeadRouting, cycle: OpenCycle): LeadRouting {
  const others = lead.cycles.filter((each) => each.cycleId !== cycle.cycleId);
  return { ...lead, cycles: [...others, cycle].sort((a, b) => a.qualifiedAtMs - b.qualifiedAtMs) };
}

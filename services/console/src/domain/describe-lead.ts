import type { ConsentStatement, Priority } from '@smarketing/contracts';
import { currentCycle, cyclesOf, type Cycle, type CycleState } from './cycles.ts';
import { newestDeal } from './deals.ts';
import type { Ids, LeadView, Owner, Standing } from './lead-view.ts';
import { openClocks, type OpenClock } from './open-clocks.ts';
import { ownerOf } from './owner-of.ts';
import { stageOf, type Stage } from './stage-of.ts';
import { isNurtured, whereItIs, type Outcome } from './where-it-is.ts';

/** A lead as lists show it. Instants are ISO 8601. */
export type LeadItem = {
  readonly id: string;
  readonly email: string | null;
  readonly ids: Omit<Ids, 'email'>;
  readonly name: string | null;
  readonly title: string | null;
  readonly company: string | null;
  readonly country: string | null;
  /** The campaign's source, from the first event. */
  readonly source: string | null;
  readonly campaign: string | null;
  /** The source of ours that sent the first event. */
  readonly firstSeenBy: string | null;
  readonly createdAt: string | null;
  readonly stage: Stage;
  readonly outcome: Outcome;
  readonly reason: string;
  /** Of the model with the highest score. */
  readonly model: string | null;
  readonly grade: string | null;
  readonly score: number | null;
  /** When that was weighed and published: it is told when the grade or the outcome changes. `/score` weighs anew. */
  readonly scoredAt: string | null;
  readonly fit: number | null;
  readonly engagement: number | null;
  readonly provisional: boolean;
  readonly buyerStage: string | null;
  /** Who has the lead now. */
  readonly owner: Owner | null;
  /** Who would have it, on a rung of the ladder that assigns nobody. */
  readonly proposedTo: Owner | null;
  readonly cycle: ShownCycle | null;
  /** The open ones, first due first. */
  readonly clocks: readonly OpenClock[];
  readonly nextAttempt: ShownAttempt | null;
  readonly nurture: ShownNurture | null;
  readonly deal: ShownDeal | null;
  readonly lastTouch: { readonly kind: string; readonly at: string; readonly by: string | null } | null;
  readonly lastEventAt: string | null;
  readonly agreementVersion: number | null;
  readonly version: number;
};

/** A lead on its own page. */
export type LeadDetail = LeadItem & {
  readonly standings: readonly { readonly model: string; readonly grade: string; readonly score: number }[];
  /** Newest first. */
  readonly cycles: readonly ShownCycle[];
  readonly consent: readonly ConsentStatement[];
  readonly lastObjection: { readonly objection: string; readonly pain: string | null; readonly at: string } | null;
  readonly refusedAnswer: { readonly answer: string; readonly because: string; readonly at: string } | null;
};

export type ShownCycle = {
  readonly id: string;
  readonly number: number | null;
  readonly origin: 'marketing' | 'sales' | null;
  readonly priority: Priority | null;
  readonly startedAt: string;
  readonly state: CycleState;
  readonly pool: string | null;
};

export type ShownAttempt = {
  readonly kind: string;
  readonly step: number;
  /** What to bring along. */
  readonly material: string | null;
  readonly dueAt: string;
};

export type ShownNurture = {
  readonly track: string;
  readonly since: string;
  readonly wakeAt: string | null;
  readonly paused: boolean;
};

export type ShownDeal = {
  readonly state: 'open' | 'won' | 'lost';
  readonly at: string;
  readonly stage: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
};

export function describeLead(id: string, view: LeadView): LeadItem {
  const { profile, origin, lastTouch, lastEventAtMs, agreementVersion, version } = view;
  const cycle = currentCycle(view);
  const [model, standing] = bestStanding(view);
  const { email = null, userId = null, crmId = null, anonymousId = null } = profile?.ids ?? {};
  return {
    id,
    email,
    ids: { userId, crmId, anonymousId },
    name: profile?.name ?? null,
    title: profile?.title ?? null,
    company: profile?.company ?? null,
    country: profile?.country ?? null,
    source: origin?.campaignSource ?? null,
    campaign: origin?.campaign ?? null,
    firstSeenBy: origin?.source ?? null,
    createdAt: origin === null ? null : iso(origin.createdAtMs),
    stage: stageOf(view, cycle),
    ...whereItIs(view, cycle, standing),
    model,
    grade: standing?.points.grade ?? null,
    score: standing?.points.score ?? null,
    scoredAt: standing ? iso(standing.points.atMs) : null,
    fit: standing?.points.fit ?? null,
    engagement: standing?.points.engagement ?? null,
    provisional: standing?.points.provisional ?? false,
    buyerStage: standing?.verdict?.buyerStage ?? null,
    owner: ownerOf(view, cycle),
    proposedTo: (cycle?.state === 'open' && cycle.facts.placed?.candidate) || null,
    cycle: cycle === null ? null : showCycle(cycle),
    clocks: openClocks(view, cycle),
    nextAttempt: nextAttempt(view, cycle),
    nurture: showNurture(view),
    deal: showDeal(view, cycle),
    lastTouch: lastTouch && { kind: lastTouch.kind, at: iso(lastTouch.atMs), by: lastTouch.by },
    lastEventAt: lastEventAtMs === 0 ? null : iso(lastEventAtMs),
    agreementVersion,
    version,
  };
}

export function describeLeadInFull(id: string, view: LeadView): LeadDetail {
  const { consent, lastObjection, refusal } = view;
  return {
    ...describeLead(id, view),
    standings: Object.entries(view.standings)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([model, { points }]) => ({ model, grade: points.grade, score: points.score })),
    cycles: cyclesOf(view).map(showCycle),
    consent: consent?.statements ?? [],
    lastObjection: lastObjection && {
      objection: lastObjection.objection,
      pain: lastObjection.pain,
      at: iso(lastObjection.atMs),
    },
    refusedAnswer: refusal && { answer: refusal.answer, because: refusal.because, at: iso(refusal.atMs) },
  };
}

/** A lead is routed by its best model. */
function bestStanding({ standings }: LeadView): readonly [string, Standing] | readonly [null, null] {
  const [best] = Object.entries(standings).toSorted(
    ([a, x], [b, y]) => y.points.score - x.points.score || (a < b ? -1 : 1),
  );
  return best ?? [null, null];
}

function showCycle({ id, facts: { qualified, placed }, startedAtMs, state }: Cycle): ShownCycle {
  return {
    id,
    number: qualified?.number ?? null,
    origin: qualified?.origin ?? null,
    priority: placed?.priority ?? qualified?.priority ?? null,
    startedAt: iso(startedAtMs),
    state,
    pool: placed?.pool ?? null,
  };
}

/** The attempt that was announced last, until somebody has dealt with the lead since. */
function nextAttempt({ attempt, lastTouch }: LeadView, cycle: Cycle | null): LeadItem['nextAttempt'] {
  if (attempt === null || cycle?.state !== 'open' || cycle.facts.exhausted !== null) return null;
  if (cycle.facts.placed !== null && cycle.facts.placed.assignmentId !== attempt.assignmentId) return null;
  if (lastTouch !== null && lastTouch.atMs >= attempt.dueAtMs) return null;
  const { kind, step, material = null, dueAtMs } = attempt;
  return { kind, step, material, dueAt: iso(dueAtMs) };
}

function showNurture(view: LeadView): ShownNurture | null {
  const { enrolled, began, paused, stepped } = view.nurture;
  if (enrolled === null || !isNurtured(view)) return null;
  const { track, atMs, wakeAtMs, rank } = enrolled;
  const isPaused = paused !== null && paused.rank > Math.max(rank, stepped?.rank ?? -1);
  return { track, since: iso(began?.atMs ?? atMs), wakeAt: wakeAtMs === null ? null : iso(wakeAtMs), paused: isPaused };
}

function showDeal(view: LeadView, cycle: Cycle | null): ShownDeal | null {
  const deal = cycle?.deal ?? newestDeal(Object.values(view.deals));
  if (!deal?.state) return null;
  const { stage, amount, currency } = deal.detail;
  return { state: deal.state.state, at: iso(deal.state.atMs), stage, amount, currency };
}

export const iso = (atMs: number): string => new Date(atMs).toISOString();

import type { Cycle } from './cycles.ts';
import { hasOpenDeal, isCustomer } from './deals.ts';
import { ownerOf } from './owner-of.ts';
import type { LeadView, ScoredOutcome, Standing } from './lead-view.ts';

/** Where a lead is: somebody has it, or only would have, it is nurtured, it waits for something nameable, or none of these. */
export const outcomes = ['routed', 'proposed', 'nurture', 'held', 'none'] as const;
export type Outcome = (typeof outcomes)[number];

/** Every lead has an outcome, and every outcome a reason in words. */
export type Whereabouts = { readonly outcome: Outcome; readonly reason: string };

/** Draws from all that was said where a lead is now. */
export function whereItIs(view: LeadView, cycle: Cycle | null, standing: Standing | null): Whereabouts {
  if (cycle?.state === 'open') return inCycle(cycle);
  if (isCustomer(view)) return soldBy(view, cycle, 'a deal was won');
  if (hasOpenDeal(view, cycle)) return soldBy(view, cycle, 'sales opened a deal');
  if (standing?.verdict?.outcome === 'excluded') return none(standing.verdict.reason);
  if (isNurtured(view)) return { outcome: 'nurture', reason: trackInWords(view, cycle, standing) };
  const ended = cycle === null ? null : endOf(cycle);
  if (ended?.outcome === 'nurture') return ended;
  if (ended !== null && cycle?.state === 'disqualified') return ended;
  return byVerdict(view, standing, ended);
}

/** On a track that it has not left. */
export function isNurtured({ nurture: { enrolled, exited } }: LeadView): boolean {
  return enrolled !== null && enrolled.rank > (exited?.rank ?? -1);
}

function inCycle({ facts: { placed, qualified } }: Cycle): Whereabouts {
  if (placed?.kind === 'routed') return { outcome: 'routed', reason: placed.reason };
  if (placed?.kind === 'proposed') {
    return {
      outcome: 'proposed',
      reason: `proposed to ${placed.candidate?.name ?? 'nobody'}, not assigned: ${placed.reason}`,
    };
  }
  if (placed) return { outcome: 'held', reason: placed.reason };
  return { outcome: 'held', reason: qualified ? `is being routed: ${qualified.reason}` : 'is being routed' };
}

function soldBy(view: LeadView, cycle: Cycle | null, what: string): Whereabouts {
  const owner = ownerOf(view, cycle);
  return owner === null ? none(what) : { outcome: 'routed', reason: `${what}: ${owner.name} has it` };
}

/** Nobody qualified it: then the score says why. Else what sales said when it gave the lead back. */
function trackInWords({ nurture }: LeadView, cycle: Cycle | null, standing: Standing | null): string {
  const { track = '', reason = '' } = nurture.enrolled ?? {};
  const { verdict = null } = standing ?? {};
  if (cycle === null && verdict?.outcome === 'nurture' && verdict.reason !== '') return verdict.reason;
  return told(`on the track ${track}`, reason);
}

function endOf({ state, facts, deal }: Cycle): Whereabouts {
  const because = facts.answered?.reason ?? null;
  switch (state) {
    case 'recycled':
      return { outcome: 'nurture', reason: told('recycled', facts.recycled?.reason ?? because) };
    case 'lost':
      return none(told('the deal was lost', deal?.state?.reason ?? null));
    case 'disqualified':
      return none(told('disqualified', because));
    case 'rejected':
      return none(told('rejected', because));
    case 'open':
    case 'won':
    case 'superseded':
      return none('its cycle is over');
  }
}

function byVerdict(view: LeadView, standing: Standing | null, ended: Whereabouts | null): Whereabouts {
  const verdict = standing?.verdict ?? null;
  const outcome: ScoredOutcome | undefined = verdict?.outcome;
  if (verdict !== null && (outcome === 'nurture' || outcome === 'held')) return { outcome, reason: verdict.reason };
  if (ended !== null) return ended;
  if (view.nurture.exited !== null) return none(told('left nurture', view.nurture.exited.because));
  if (verdict === null) return none('nothing was scored yet');
  // The cycle that the verdict speaks of has not been heard of yet.
  if (outcome === 'qualified') return { outcome: 'held', reason: `is being routed: ${verdict.reason}` };
  return none(verdict.reason);
}

const none = (reason: string): Whereabouts => ({
  outcome: 'none',
  reason: reason === '' ? 'no reason was given' : reason,
});

const told = (what: string, why: string | null): string => (why === null || why === '' ? what : `${what}: ${why}`);

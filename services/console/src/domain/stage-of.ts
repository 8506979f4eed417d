import type { Cycle } from './cycles.ts';
import type { LeadView } from './lead-view.ts';
import { hasOpenDeal, isCustomer } from './deals.ts';

/** The stages of the glossary that an event can show; whether a talk has made an SQL of a lead, none says yet. */
export const stages = ['lead', 'engaged', 'mql', 'sal', 'opportunity', 'customer', 'recycled', 'disqualified'] as const;
export type Stage = (typeof stages)[number];

/** How far a lead has come, in the words of the glossary. */
export function stageOf(view: LeadView, cycle: Cycle | null): Stage {
  if (isCustomer(view)) return 'customer';
  switch (cycle?.state) {
    case 'open':
      if (hasOpenDeal(view, cycle)) return 'opportunity';
      return cycle.facts.answered?.answer === 'accepted' ? 'sal' : 'mql';
    case 'recycled':
    case 'disqualified':
      return cycle.state;
    case 'lost':
      return 'recycled';
    case undefined:
    case 'rejected':
    case 'superseded':
    case 'won':
      return hasOpenDeal(view, cycle) ? 'opportunity' : isEngaged(view) ? 'engaged' : 'lead';
  }
}

/** Did something of their own accord that counts points. */
function isEngaged({ standings }: LeadView): boolean {
  return Object.values(standings).some(({ points }) => points.engagement > 0);
}

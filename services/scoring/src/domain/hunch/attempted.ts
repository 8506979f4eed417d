import type { LeadScore, ProfileFields } from '../lead-score.ts';

/** A lead, and what came of it. */
export type Attempted = {
  readonly leadId: string;
  readonly profile: ProfileFields;
  /** Marketing handed it over, or sales began by itself. */
  readonly qualified: boolean;
  readonly accepted: boolean;
  /** Won once is won, also by a deal that sales had alone; lost: all that ended came to nothing; null: nothing has ended. */
  readonly outcome: 'won' | 'lost' | null;
};

export function attemptedOf(leadId: string, lead: LeadScore): Attempted {
  const { profile, cycles, cyclesSoFar, earlier, closedDeals } = lead;
  const isWon = [...earlier, ...closedDeals].some(({ outcome }) => outcome === 'won');
  const hasEnded =
    earlier.some(({ outcome }) => outcome !== 'superseded') || closedDeals.some(({ outcome }) => outcome !== undefined);
  return {
    leadId,
    profile: profile.fields,
    qualified: cyclesSoFar > 0,
    accepted: isWon || [...cycles, ...earlier].some(({ progress }) => progress !== 'qualified'),
    outcome: isWon ? 'won' : hasEnded ? 'lost' : null,
  };
}

import type { LeadScore, ProfileFields } from '../lead-score.ts';

/** A lead, and what came of it. */
export type Attempted = {
  readonly leadId: string;
  readonly profile: ProfileFields;
  /** Marketing handed it over, or sales began by itself. */
  readonly qualified: boolean;
  readonly accepted: boolean;
  /** Won once is won; lost: every attempt that ended came to nothing; null: none has ended. */
  readonly outcome: 'won' | 'lost' | null;
};

export function attemptedOf(leadId: string, { profile, cycles, cyclesSoFar, earlier }: LeadScore): Attempted {
  const isWon = earlier.some(({ outcome }) => outcome === 'won');
  return {
    leadId,
    profile: profile.fields,
    qualified: cyclesSoFar > 0,
    accepted: isWon || [...cycles, ...earlier].some(({ progress }) => progress !== 'qualified'),
    outcome: isWon ? 'won' : earlier.length > 0 ? 'lost' : null,
  };
}

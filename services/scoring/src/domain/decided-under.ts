import type { LeadScore } from './lead-score.ts';

/**
 * The version of the agreement under which all that is told of the lead was decided. Tallies alone don't say it: a rebuild folds them
 * under the version in force, and weighs nobody.
 */
export function decidedUnder({ tallies, standings }: Pick<LeadScore, 'tallies' | 'standings'>): number {
  return Math.min(tallies.version, ...Object.values(standings).map(({ version }) => version));
}

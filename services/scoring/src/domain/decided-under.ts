import type { Tallies } from '@smarketing/agreement';
import type { LeadScore } from './lead-score.ts';

type Decided = Pick<LeadScore, 'standings'> & { readonly tallies: Pick<Tallies, 'version'> };

/** No agreement has this version. */
const NOTHING_DECIDED = -1;

/**
 * The version of the agreement under which all that is told of the lead was decided. Tallies alone don't say it: a rebuild folds them
 * under the version in force, and weighs nobody; and of whom only retellings are known, nothing was decided at all.
 */
export function decidedUnder({ tallies, standings }: Decided): number {
  const versions = Object.values(standings).map(({ version }) => version);
  return versions.length === 0 ? NOTHING_DECIDED : Math.min(tallies.version, ...versions);
}

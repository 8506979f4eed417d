import { hasObjected } from './has-objected.ts';
import type { LeadScore } from './lead-score.ts';

/** A lead as a row may hold it: an earlier version of the service had no retellings, and heard all that it knew. */
type StoredScore = Omit<LeadScore, 'generation' | 'heard'> & Partial<Pick<LeadScore, 'generation' | 'heard'>>;

/** The lead with what its row does not know yet. */
export function completed(stored: StoredScore): LeadScore {
  const { profile, consent, generation = 0 } = stored;
  const { heard = { profile: profile.version, consent: consent.version, objected: hasObjected(consent.statements) } } =
    stored;
  return { ...stored, generation, heard };
}

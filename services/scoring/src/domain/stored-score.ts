import { hasObjected } from './has-objected.ts';
import type { LeadScore } from './lead-score.ts';

type Later = 'noted' | 'generation' | 'heard' | 'pressure' | 'contributed' | 'account';
/**
 * A lead as a row may hold it: an earlier version of the service had no retellings, and heard all that it knew; nor did it count
 * contacts, or know of companies.
 */
type StoredScore = Omit<LeadScore, Later> & Partial<Pick<LeadScore, Later>>;

const NOTHING_YET = { pressure: { days: {}, touches: [] }, contributed: null, account: null };

/** The lead with what its row does not know yet. */
export function completed(stored: StoredScore): LeadScore {
  const { profile, consent, generation = 0, noted = 0 } = stored;
  const { heard = { profile: profile.version, consent: consent.version, objected: hasObjected(consent.statements) } } =
    stored;
  const { pressure, contributed, account } = { ...NOTHING_YET, ...stored };
  return { ...stored, noted, generation, heard, pressure, contributed, account };
}

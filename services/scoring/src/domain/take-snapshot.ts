import type { DataOf, consentChanged, profileChanged } from '@smarketing/contracts';
import type { LeadAtHand, LeadScore } from './lead-score.ts';
import type { ProfileSnapshot } from './profile-snapshot.ts';

/**
 * Whole snapshots: the one of the highest version holds. For the history it is noted from when on it was known (epoch ms; null: it was told again,
 * and had been known for an unknown time), and what it took the place of, in case that was never noted.
 */
export function takeProfile(
  lead: LeadAtHand,
  { version, profile }: DataOf<typeof profileChanged>,
  fromMs: number | null,
): LeadAtHand {
  const before = lead.profile;
  const snapshots: ProfileSnapshot[] = [...lead.atHand.snapshots];
  if (before.version >= 0 && before.version < version) snapshots.push({ ...before, fromMs: null });
  snapshots.push({ version, fromMs, fields: profile });
  const noted = { ...lead, atHand: { ...lead.atHand, snapshots } };
  return version <= before.version ? noted : { ...noted, profile: { version, fields: profile } };
}

export function takeConsent<L extends LeadScore>(lead: L, { version, consent }: DataOf<typeof consentChanged>): L {
  return version <= lead.consent.version ? lead : { ...lead, consent: { version, statements: consent } };
}

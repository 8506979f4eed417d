import type { DataOf, consentChanged, profileChanged } from '@smarketing/contracts';
import type { LeadScore } from './lead-score.ts';

/** Whole snapshots: the one of the highest version holds. */
export function takeProfile<L extends LeadScore>(lead: L, { version, profile }: DataOf<typeof profileChanged>): L {
  return version <= lead.profile.version ? lead : { ...lead, profile: { version, fields: profile } };
}

export function takeConsent<L extends LeadScore>(lead: L, { version, consent }: DataOf<typeof consentChanged>): L {
  return version <= lead.consent.version ? lead : { ...lead, consent: { version, statements: consent } };
}

import type { LeadScore } from './lead-score.ts';

/** True when the snapshots that were told before the lead's latest deeds have arrived here. */
export function hasHeardWhoTheyAre({ toldVersion, profile, consent }: LeadScore): boolean {
  return toldVersion <= Math.max(0, profile.version, consent.version);
}

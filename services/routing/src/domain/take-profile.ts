import type { consentChanged, DataOf, profileChanged } from '@smarketing/contracts';
import { missingFields } from './handoff-packet.ts';
import type { LeadRouting } from './lead-routing.ts';

/** Keeps the highest version. A lead that waited for just these fields is asked about at once. */
export function takeProfile(lead: LeadRouting, profile: DataOf<typeof profileChanged>, nowMs: number): LeadRouting {
  if (lead.profile && lead.profile.version >= profile.version) return lead;
  const { email, crmId } = profile.ids;
  const known = { ...lead, profile: { version: profile.version, ids: { email, crmId }, fields: profile.profile } };
  return {
    ...known,
    cycles: known.cycles.map((cycle) =>
      cycle.place.kind !== 'assigned' && cycle.place.code === 'enrichment' && missingFields(known, cycle).length === 0
        ? { ...cycle, place: { ...cycle.place, retryAtMs: Math.min(cycle.place.retryAtMs, nowMs) } }
        : cycle,
    ),
  };
}

export function takeConsent(lead: LeadRouting, consent: DataOf<typeof consentChanged>): LeadRouting {
  if (lead.consent && lead.consent.version >= consent.version) return lead;
  return { ...lead, consent: { version: consent.version, statements: consent.consent } };
}

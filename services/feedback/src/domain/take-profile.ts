import type { CompiledAgreement } from '@smarketing/agreement';
import type { ConsentStatement, DataOf, JsonValue, profileChanged } from '@smarketing/contracts';
import type { FeedbackLead } from './feedback-lead.ts';

type Ids = DataOf<typeof profileChanged>['ids'];
type Snapshot = { readonly version: number; readonly ids: Ids; readonly profile: Readonly<Record<string, JsonValue>> };

export function takeProfile(lead: FeedbackLead, { version, ids, profile }: Snapshot): FeedbackLead {
  if (version <= lead.profile.version) return lead;
  const isVisitor = ids.anonymousId !== undefined && (ids.email ?? ids.userId ?? ids.crmId) === undefined;
  return { ...lead, profile: { version, fields: profile, persona: null, personaUnder: -1, isVisitor } };
}

/** The first persona of the agreement in force that the profile is known to match; asked again under each new version. */
export function withPersona(lead: FeedbackLead, { version, personas }: CompiledAgreement): FeedbackLead {
  if (lead.profile.personaUnder === version) return lead;
  const found = personas.find(({ holds }) => holds(lead.profile.fields) === true);
  return { ...lead, profile: { ...lead.profile, persona: found?.id ?? null, personaUnder: version } };
}

type Consent = { readonly version: number; readonly consent: readonly ConsentStatement[] };

/** The newest statement about marketing by mail, or by any channel. At one instant a refusal counts. */
export function takeConsent(lead: FeedbackLead, { version, consent }: Consent): FeedbackLead {
  if (version <= lead.mailConsent.version) return lead;
  const [newest] = consent
    .filter(({ channel, purpose }) => purpose === 'marketing' && (channel === 'email' || channel === 'any'))
    .map(({ granted, at }) => ({
      granted: granted && at !== undefined,
      atMs: at === undefined ? null : Date.parse(at),
    }))
    .toSorted((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0) || Number(a.granted) - Number(b.granted));
  return { ...lead, mailConsent: { version, granted: newest?.granted ?? null, atMs: newest?.atMs ?? null } };
}

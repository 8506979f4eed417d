import type {
  CloudEvent,
  DataOf,
  JsonValue,
  consentChanged,
  leadIdentified,
  profileChanged,
} from '@smarketing/contracts';
import { earlier, higher } from './keep.ts';
import type { LeadView, Origin, Profile } from './lead-view.ts';

export function takeIdentified(view: LeadView, { data }: CloudEvent<DataOf<typeof leadIdentified>>): LeadView {
  const origin: Origin = {
    atMs: Date.parse(data.occurredAt),
    eventId: data.eventId,
    createdAtMs: Date.parse(data.createdAt),
    source: data.source,
    campaignSource: data.campaign?.source ?? null,
    campaign: data.campaign?.name ?? null,
  };
  return { ...view, origin: earlier(view.origin, origin) };
}

export function takeProfile(view: LeadView, { data }: CloudEvent<DataOf<typeof profileChanged>>): LeadView {
  const { version, ids, profile } = data;
  const names = [profile['firstName'], profile['lastName']].filter((part) => typeof part === 'string');
  const said: Profile = {
    rank: version,
    ids: {
      email: ids.email ?? null,
      userId: ids.userId ?? null,
      crmId: ids.crmId ?? null,
      anonymousId: ids.anonymousId ?? null,
    },
    name: text(profile['name']) ?? (names.length === 0 ? null : names.join(' ')),
    title: text(profile['title']),
    company: text(profile['company']),
    country: text(profile['country']),
  };
  return { ...view, profile: higher(view.profile, said) };
}

export function takeConsent(view: LeadView, { data }: CloudEvent<DataOf<typeof consentChanged>>): LeadView {
  return { ...view, consent: higher(view.consent, { rank: data.version, statements: data.consent }) };
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

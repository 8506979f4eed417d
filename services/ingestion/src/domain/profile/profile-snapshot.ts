import type { JsonValue } from '@smarketing/contracts';
import { countryCode, normalisePhone } from '../identity/country.ts';
import { companyDomainOf, isFreeMail } from '../identity/email-address.ts';
import { idSnapshot, type IdSnapshot, type KnownIds } from './known-ids.ts';
import type { ProfileFields } from './profile-fields.ts';

export type ProfileSnapshot = { readonly ids: IdSnapshot; readonly profile: Readonly<Record<string, JsonValue>> };

/**
 * The profile as others see it: what was stated last, with what follows from it. `freeMail` and, where nobody stated it,
 * `companyDomain` come from the address; `country` is a code and `phone` in E.164 where they can be told.
 */
export function profileSnapshot(known: KnownIds, fields: ProfileFields): ProfileSnapshot {
  const ids = idSnapshot(known);
  const profile: Record<string, JsonValue> = {};
  for (const name of Object.keys(fields).sort()) {
    const value = fields[name]!.value;
    if (value !== null) profile[name] = value;
  }
  const country = typeof profile['country'] === 'string' ? countryCode(profile['country']) : null;
  if (country !== null) profile['country'] = country;
  if (typeof profile['phone'] === 'string') profile['phone'] = normalisePhone(profile['phone'], country);
  if (ids.email !== undefined) {
    profile['email'] = ids.email;
    profile['freeMail'] = isFreeMail(ids.email);
    const domain = companyDomainOf(ids.email);
    if (domain !== null) profile['companyDomain'] ??= domain;
  }
  return { ids, profile };
}

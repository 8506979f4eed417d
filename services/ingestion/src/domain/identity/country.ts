import { getCountries, isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** English names of countries, as forms and CRMs hold them, with what people also write. */
const codesByName: ReadonlyMap<string, CountryCode> = new Map<string, CountryCode>([
  ...namedCountries(),
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['deutschland', 'DE'],
  ['österreich', 'AT'],
  ['schweiz', 'CH'],
  ['czech republic', 'CZ'],
  ['holland', 'NL'],
  ['brasil', 'BR'],
]);

function namedCountries(): [string, CountryCode][] {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  return getCountries().map((code) => [(names.of(code) ?? code).toLowerCase(), code]);
}

/** The ISO 3166 code of a country given as code or name; null where it is neither. */
export function countryCode(text: string): CountryCode | null {
  const trimmed = text.trim();
  const code = trimmed.toUpperCase();
  return isSupportedCountry(code) ? code : (codesByName.get(trimmed.toLowerCase()) ?? null);
}

/** E.164 where the number says its country itself or the country is known; otherwise the number as it was stated. */
export function normalisePhone(text: string, country: CountryCode | null): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('+') && country === null) return trimmed;
  const number = parsePhoneNumberFromString(trimmed, country ?? undefined);
  return number?.isPossible() ? number.number : trimmed;
}

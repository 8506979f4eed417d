import { getDomain } from 'tldts';
import { freeMailDomains } from './free-mail-domains.ts';

/** Deliberately loose: whether an address exists only its server knows. */
const ADDRESS = /^[^\s@"(),:;<>[\\\]]+@([^\s@.]+\.)+[^\s@.]{2,}$/u;

/** Trimmed, in lower case; null for what cannot be an address. */
export function normaliseEmail(text: string): string | null {
  const address = text
    .trim()
    .replace(/^mailto:/i, '')
    .normalize('NFKC')
    .toLowerCase();
  return address.length <= 320 && ADDRESS.test(address) ? address : null;
}

const hostOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

export function isFreeMail(email: string): boolean {
  return isFreeMailHost(hostOf(email));
}

function isFreeMailHost(host: string): boolean {
  return freeMailDomains.has(host) || freeMailDomains.has(getDomain(host) ?? host);
}

/** The registrable domain of the company behind an address (`anna@mail.acme.co.uk` → `acme.co.uk`); null for free mail. */
export function companyDomainOf(email: string): string | null {
  return isFreeMail(email) ? null : getDomain(hostOf(email));
}

/** The registrable domain of a company's web address or host name as people write them; null for free mail, which is no company. */
export function normaliseDomain(text: string): string | null {
  const domain = getDomain(text.trim().toLowerCase());
  return domain === null || isFreeMailHost(domain) ? null : domain;
}

import type { HandoffPacket } from '@smarketing/contracts';
import type { LeadRouting } from './lead-routing.ts';

/** Whom to call, from the profile as it is known now. */
export function contactOf(lead: LeadRouting): HandoffPacket['contact'] {
  const fields = lead.profile?.fields ?? {};
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const fullName = [text('firstName'), text('lastName')].filter((part) => part !== undefined).join(' ');
  const contact = {
    name: fullName === '' ? text('name') : fullName,
    title: text('title'),
    company: text('company'),
    email: lead.profile?.ids.email ?? text('email'),
    phone: text('phone'),
    country: text('country'),
    timeZone: text('timeZone'),
  };
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== undefined));
}

/** What a domain may be made of: it becomes a key, so no blanks and nothing that does not print. */
const DOMAIN = /^[^\s\p{C}]{1,253}$/u;

/** The company by its domain; free-mail addresses and unknown companies have none. */
export function accountOf(fields: Readonly<Record<string, unknown>>): string | null {
  const { companyDomain, freeMail } = fields;
  if (freeMail === true || typeof companyDomain !== 'string') return null;
  const domain = companyDomain.trim().toLowerCase();
  return DOMAIN.test(domain) ? domain : null;
}

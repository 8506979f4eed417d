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

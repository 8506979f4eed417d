/** Mailboxes that several people of a company read, as they are usually called. */
const ROLES: ReadonlySet<string> = new Set([
  ...['info', 'office', 'contact', 'kontakt', 'hello', 'hallo', 'hi', 'mail', 'post', 'team', 'welcome', 'enquiries'],
  ...[
    'inquiries',
    'support',
    'help',
    'helpdesk',
    'service',
    'admin',
    'administration',
    'webmaster',
    'postmaster',
    'hr',
  ],
  ...[
    'sales',
    'vertrieb',
    'marketing',
    'press',
    'presse',
    'pr',
    'media',
    'billing',
    'accounts',
    'accounting',
    'finance',
  ],
  ...['buchhaltung', 'invoice', 'invoices', 'rechnung', 'rechnungen', 'orders', 'purchasing', 'einkauf', 'procurement'],
  ...['jobs', 'careers', 'karriere', 'bewerbung', 'recruiting', 'legal', 'privacy', 'datenschutz', 'security', 'it'],
  ...['noreply', 'no-reply', 'newsletter', 'reception', 'sekretariat', 'zentrale', 'empfang', 'contacto', 'bonjour'],
]);

/** Whether an address is a company's and not a person's, such as info@ or office+web@. */
export function isRoleAddress(email: unknown): boolean {
  if (typeof email !== 'string') return false;
  const mailbox = email.slice(0, Math.max(0, email.lastIndexOf('@'))).toLowerCase();
  return ROLES.has(mailbox.replace(/\+.*$/, ''));
}

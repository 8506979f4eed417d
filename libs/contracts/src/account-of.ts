/** What a domain may be made of: it becomes a key, so no blanks and nothing that does not print. */
const DOMAIN = /^[^\s\p{C}]{1,253}$/u;

/** The company that a profile belongs to, by its domain; free-mail addresses and unknown companies have none. */
export function accountOf(profile: Readonly<Record<string, unknown>>): string | null {
  const { companyDomain, freeMail } = profile;
  if (freeMail === true || typeof companyDomain !== 'string') return null;
  const domain = companyDomain.trim().toLowerCase();
  return DOMAIN.test(domain) ? domain : null;
}

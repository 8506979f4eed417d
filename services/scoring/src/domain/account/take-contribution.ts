import type { Contribution } from '@smarketing/contracts';
import { toHundredths } from '@smarketing/agreement';
import { CONTACTS_COUNTED, byScore } from './account-ledger.ts';
import type { AccountRules } from './account-rules.ts';
import { compareText, contributing, type AccountScore, type Contact, type ContactShare } from './account-score.ts';

/** So many rows are read and written with each contribution: it bounds what a company of thousands costs. */
const CONTACTS_KEPT = 300;

export type Contributed = {
  readonly leadId: string;
  readonly revision: number;
  readonly contribution: Contribution | null;
};

/** The account with what a contact contributes now; the same account where that is known, or newer is. */
export function takeContribution(
  account: AccountScore,
  { leadId, revision, contribution }: Contributed,
  { people }: AccountRules,
): AccountScore {
  const known = account.contacts.find((contact) => contact.leadId === leadId);
  if (known !== undefined && known.revision >= revision) return account;
  // Who was elsewhere meanwhile did not listen to what was told here.
  const stayed = known !== undefined && known.contribution !== null && known.revision === revision - 1;
  const toldRevision = stayed ? known.toldRevision : 0;
  const contact: Contact = { leadId, revision, contribution: contribution && shareOf(contribution), toldRevision };
  const contacts = [...account.contacts.filter((each) => each !== known), contact];
  // A rule may ask for more people than are usually kept: so many were told of, and as many may come.
  return bounded({ ...account, contacts }, Math.max(CONTACTS_KEPT, 2 * (people + 1)));
}

function shareOf({ score, grade, persona, isRoleAddress, engagedAt }: Contribution): ContactShare {
  const engagedMs = engagedAt === null ? null : Date.parse(engagedAt);
  return { score: toHundredths(score), grade, persona, isRoleAddress, engagedMs };
}

/**
 * Those that the score is made of stay, and those who were told of, since everybody would have to hear that they left; then those who
 * engaged last; who left goes first.
 */
function bounded(account: AccountScore, most: number): AccountScore {
  const byId = (contacts: readonly Contact[]) => contacts.toSorted((a, b) => compareText(a.leadId, b.leadId));
  if (account.contacts.length <= most) return { ...account, contacts: byId(account.contacts) };
  const best = contributing(account).sort(byScore).slice(0, CONTACTS_COUNTED);
  const staying = new Set([...best, ...account.told.engaged].map(({ leadId }) => leadId));
  const rank = ({ leadId, contribution }: Contact): number =>
    contribution !== null && staying.has(leadId)
      ? Infinity
      : (contribution?.engagedMs ?? (contribution === null ? -2 : -1));
  const ranked = account.contacts.toSorted((a, b) => compare(rank(b), rank(a)) || compareText(a.leadId, b.leadId));
  const isComplete = account.isComplete && ranked.slice(most).every(({ contribution }) => contribution === null);
  return { ...account, contacts: byId(ranked.slice(0, most)), isComplete };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { toPoints, type CompiledAgreement } from '@smarketing/agreement';
import { accountSignalled } from '@smarketing/contracts';
import { emit, type Emit } from '@smarketing/messaging';
import { iso } from '../ledger.ts';
import { accountLedger } from './account-ledger.ts';
import { accountRules } from './account-rules.ts';
import { contributing, type AccountScore, type Contributing } from './account-score.ts';
import { isPerson, peopleEngaged, type PersonEngaged } from './people-engaged.ts';

const DAY_MS = 86_400_000;
/** Enough for a hand-off, where no rule asks for more. */
const FEWEST_TOLD = 10;
/** Before a second person engages there is nothing that a contact does not know itself. */
const FEWEST_PEOPLE = 2;

export type Occasion = {
  readonly domain: string;
  /** Whose contribution it was. */
  readonly leadId: string;
  /** Whether nothing but a change of the rules made it. */
  readonly byRuleChange: boolean;
  readonly agreement: CompiledAgreement;
  readonly nowMs: number;
};

/**
 * Tells the contacts who of them engaged, where their rules may judge otherwise by it: all whose own evidence is still fresh when
 * somebody new engaged, when one of those who count for a rule did so a day later than was told, or when one of them left; and
 * whoever comes newly. It depends on deeds and on who belongs to the company, never on what signals lead to, so it comes to rest; and
 * however busy a company is, each contact hears of it about once a day.
 */
export function signalContacts(
  account: AccountScore,
  { domain, leadId, byRuleChange, agreement, nowMs }: Occasion,
): { readonly account: AccountScore; readonly emits: readonly Emit[] } {
  const { withinMs, people: asked } = accountRules(agreement);
  const people = peopleEngaged(account, agreement, nowMs, withinMs);
  const news = isNews(account, people, asked + 1);
  const revision = account.told.revision + (news ? 1 : 0);
  if (revision === 0) return { account, emits: [] };
  const engaged = people.slice(0, Math.max(asked + 1, FEWEST_TOLD));
  const freshFromMs = nowMs - agreement.qualification.freshnessMs;
  const hears = (contact: Contributing): boolean => {
    if (!isPerson(contact) || contact.toldRevision >= revision) return false;
    return contact.leadId === leadId || (news && (contact.contribution.engagedMs ?? -Infinity) > freshFromMs);
  };
  const hearing = new Set(
    contributing(account)
      .filter(hears)
      .map((contact) => contact.leadId),
  );
  if (hearing.size === 0 && !news) return { account, emits: [] };
  const data = {
    ...{ domain, revision, score: toPoints(accountLedger(account).score), at: iso(nowMs) },
    engaged: engaged.map(({ leadId: who, atMs, persona }) => ({ leadId: who, engagedAt: iso(atMs), persona })),
    ...(byRuleChange ? { byRuleChange } : {}),
  };
  const contacts = account.contacts.map((contact) =>
    hearing.has(contact.leadId) ? { ...contact, toldRevision: revision } : contact,
  );
  const told = { revision, engaged: engaged.map(({ leadId: who, atMs }) => ({ leadId: who, atMs })) };
  return {
    account: { ...account, contacts, told: news ? told : account.told },
    emits: [...hearing].map((who) => emit(accountSignalled, who, data)),
  };
}

function isNews(account: AccountScore, people: readonly PersonEngaged[], counted: number): boolean {
  const { revision, engaged } = account.told;
  const persons = new Set(
    contributing(account)
      .filter(isPerson)
      .map(({ leadId }) => leadId),
  );
  if (engaged.some(({ leadId }) => !persons.has(leadId))) return true;
  if (revision === 0 && people.length < FEWEST_PEOPLE) return false;
  return people
    .slice(0, Math.max(counted, FEWEST_PEOPLE))
    .some(({ atMs }, rank) => atMs - (engaged[rank]?.atMs ?? -Infinity) > DAY_MS);
}

import { toPoints, type CompiledAgreement } from '@smarketing/agreement';
import type { AccountPicture } from '@smarketing/contracts';
import { iso } from '../ledger.ts';
import { accountLedger } from './account-ledger.ts';
import { accountRules, daysOf, personaLabel } from './account-rules.ts';
import { contributing, type AccountScore } from './account-score.ts';
import { colleaguesIn, peopleEngaged, personasOf } from './people-engaged.ts';

/** A lead's company in few words, as it is at `atMs` (epoch ms). */
export function accountPicture(
  account: AccountScore,
  { domain, leadId }: { readonly domain: string; readonly leadId: string },
  agreement: CompiledAgreement,
  atMs: number,
): AccountPicture {
  const people = peopleEngaged(account, agreement, atMs, accountRules(agreement).withinMs);
  return { ...figuresOf(domain, account, agreement, atMs), colleagues: colleaguesIn(people, leadId, atMs) };
}

function figuresOf(domain: string, account: AccountScore, agreement: CompiledAgreement, atMs: number) {
  const { withinMs } = accountRules(agreement);
  const people = peopleEngaged(account, agreement, atMs, withinMs);
  return {
    domain,
    score: toPoints(accountLedger(account).score),
    scoredAt: iso(atMs),
    people: people.length,
    withinDays: daysOf(withinMs),
    personas: personasOf(people),
  };
}

/**
 * A company with the contacts that its score is made of: the points of the entries have at most two decimals and sum exactly to the
 * score. `contacts` counts all that are known, addresses such as info@ included; where there were more than are kept, `isComplete` is
 * false. `engaged` names the people, newest first. Null where nobody contributes (any more).
 */
export function explainAccount(domain: string, account: AccountScore, agreement: CompiledAgreement, atMs: number) {
  const contacts = contributing(account);
  if (contacts.length === 0) return null;
  const { withinMs } = accountRules(agreement);
  return {
    ...figuresOf(domain, account, agreement, atMs),
    contacts: contacts.length,
    isComplete: account.isComplete,
    engaged: peopleEngaged(account, agreement, atMs, withinMs).map(({ leadId, atMs: engagedMs, persona }) => ({
      ...{ leadId, persona, engagedAt: iso(engagedMs) },
    })),
    entries: accountLedger(account).entries.map(({ contact, percent, basePoints, points, withheldByCap }) => {
      const { score, grade, persona, isRoleAddress } = contact.contribution;
      return {
        leadId: contact.leadId,
        persona: personaLabel(persona, agreement),
        isRoleAddress,
        grade,
        publishedScore: toPoints(score),
        percent,
        basePoints: toPoints(basePoints),
        points: toPoints(points),
        withheldByCap: toPoints(withheldByCap),
      };
    }),
    rule: RULE,
  };
}

const RULE =
  "The best contact's last published score, and a tenth of each of the next four's, at most 100 together. " +
  'An address such as info@ counts here, and is none of the people.';

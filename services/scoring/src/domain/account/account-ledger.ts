import { compareText, contributing, type AccountScore, type Contributing } from './account-score.ts';

/** One contact's part of the account's score, in whole hundredths: points + withheldByCap = what its share comes to. */
export type AccountEntry = {
  readonly contact: Contributing;
  readonly percent: number;
  readonly basePoints: number;
  readonly points: number;
  readonly withheldByCap: number;
};

const HIGHEST = 10_000;
const OTHERS_COUNTED = 4;
const OTHERS_PERCENT = 10;

/**
 * The score of an account, 0…100 like that of a lead: its best contact's last published score, and a tenth of each of the next four's,
 * at most 100 together; the cap withholds from the lowest first. Each entry is rounded once, to a hundredth. With contacts of 60, 50 and
 * 40 that is 60 + 5 + 4 = 69. A contact's rise never lowers it; it is never below its best contact's, and a crowd without a buyer
 * stays low: five of 40 make 56. Source: docs/adr/0010-account-scores.md.
 */
export function accountLedger(account: AccountScore): { readonly score: number; readonly entries: AccountEntry[] } {
  const ranked = contributing(account)
    .sort(byScore)
    .slice(0, 1 + OTHERS_COUNTED);
  let score = 0;
  const entries = ranked.map((contact, rank): AccountEntry => {
    const percent = rank === 0 ? 100 : OTHERS_PERCENT;
    const basePoints = Math.round((contact.contribution.score * percent) / 100);
    const points = Math.min(basePoints, HIGHEST - score);
    score += points;
    return { contact, percent, basePoints, points, withheldByCap: basePoints - points };
  });
  return { score, entries };
}

export function byScore(a: Contributing, b: Contributing): number {
  return b.contribution.score - a.contribution.score || compareText(a.leadId, b.leadId);
}

/** How many contacts the score is made of. */
export const CONTACTS_COUNTED = 1 + OTHERS_COUNTED;

import { toHundredths, toPoints } from '@smarketing/agreement';
import { accountOf, type AccountPicture, type DataOf, type accountSignalled } from '@smarketing/contracts';
import { accountRules, daysOf, personaLabel, personaOf } from './account/account-rules.ts';
import { colleaguesIn, personasOf, type PersonEngaged } from './account/people-engaged.ts';
import type { AccountSignal, LeadScore } from './lead-score.ts';
import { iso } from './ledger.ts';
import type { Moment } from './moment.ts';
import { isRoleAddress } from './role-address.ts';

/** With what the lead's company told; the same lead where it has left that company, or heard newer. */
export function takeSignal<L extends LeadScore>(lead: L, told: DataOf<typeof accountSignalled>): L {
  const { domain, revision } = told;
  if (domain !== lead.contributed?.domain) return lead;
  if (lead.account?.domain === domain && lead.account.revision >= revision) return lead;
  const engaged = told.engaged.map(({ leadId, engagedAt, persona }) => ({
    leadId,
    atMs: Date.parse(engagedAt),
    persona,
  }));
  const account: AccountSignal = {
    domain,
    revision,
    score: toHundredths(told.score),
    atMs: Date.parse(told.at),
    engaged,
  };
  return { ...lead, account };
}

/** When each person of the lead's company engaged, as far as it was told; the lead itself as it is now. Only after `fromMs`. */
export function accountEngagedAt(lead: LeadScore, leadId: string, nowMs: number, fromMs = -Infinity): number[] {
  const own = ownEngagement(lead);
  const all = [...colleaguesEngaged(lead, leadId).map(({ atMs }) => atMs), ...(own === null ? [] : [own])];
  // A colleague's lane may be ahead by the clocks of two machines.
  return all.filter((atMs) => atMs > fromMs).map((atMs) => Math.min(atMs, nowMs));
}

/** What a hand-off tells of the company; null before anything was told of it. */
export function accountPictureOf(lead: LeadScore, { leadId, agreement, nowMs }: Moment): AccountPicture | null {
  const { account } = lead;
  if (account === null || !isOfItsCompany(lead)) return null;
  const { withinMs } = accountRules(agreement);
  const own = ownEngagement(lead);
  const persona = personaOf(lead.profile.fields, agreement);
  const itself = own === null ? [] : [{ leadId, atMs: own, persona: personaLabel(persona, agreement) }];
  const people = [...itself, ...colleaguesEngaged(lead, leadId)].filter(({ atMs }) => atMs > nowMs - withinMs);
  return {
    domain: account.domain,
    score: toPoints(account.score),
    scoredAt: iso(account.atMs),
    people: people.length,
    withinDays: daysOf(withinMs),
    personas: personasOf(people),
    colleagues: colleaguesIn(people, leadId, nowMs),
  };
}

function colleaguesEngaged(lead: LeadScore, leadId: string): readonly PersonEngaged[] {
  if (lead.account === null || !isOfItsCompany(lead)) return [];
  return lead.account.engaged.filter((person) => person.leadId !== leadId);
}

function isOfItsCompany({ account, profile }: LeadScore): boolean {
  return account?.domain === accountOf(profile.fields);
}

function ownEngagement({ profile, tallies }: LeadScore): number | null {
  return isRoleAddress(profile.fields['email']) ? null : tallies.newestAt;
}

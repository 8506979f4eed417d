import { toHundredths, toPoints } from '@smarketing/agreement';
import type { AccountPicture, DataOf, accountSignalled } from '@smarketing/contracts';
import { accountRules, daysOf, personaLabel } from './account/account-rules.ts';
import { colleaguesIn, personasOf, type PersonEngaged } from './account/people-engaged.ts';
import type { AccountSignal, LeadScore } from './lead-score.ts';
import { iso } from './ledger.ts';
import type { Moment } from './moment.ts';
import { whoTheyAre } from './who-they-are.ts';

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
export function accountEngagedAt(lead: LeadScore, moment: Moment, fromMs = -Infinity): number[] {
  const { nowMs } = moment;
  const all = colleaguesEngaged(lead, moment).map(({ atMs }) => atMs);
  const own = ownEngagement(lead, moment);
  if (own !== null) all.push(own);
  // A colleague's lane may be ahead by the clocks of two machines.
  return all.filter((atMs) => atMs > fromMs).map((atMs) => Math.min(atMs, nowMs));
}

/** What a hand-off tells of the company; null before anything was told of it. */
export function accountPictureOf(lead: LeadScore, moment: Moment): AccountPicture | null {
  const { leadId, agreement, nowMs } = moment;
  const { account } = lead;
  if (account === null || !isOfItsCompany(lead, moment)) return null;
  const { withinMs } = accountRules(agreement);
  const own = ownEngagement(lead, moment);
  const { persona } = whoTheyAre(lead.profile.fields, agreement);
  const itself = own === null ? [] : [{ leadId, atMs: own, persona: personaLabel(persona, agreement) }];
  const people = [...itself, ...colleaguesEngaged(lead, moment)].filter(({ atMs }) => atMs > nowMs - withinMs);
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

function colleaguesEngaged(lead: LeadScore, moment: Moment): readonly PersonEngaged[] {
  if (lead.account === null || !isOfItsCompany(lead, moment)) return [];
  return lead.account.engaged.filter((person) => person.leadId !== moment.leadId);
}

function isOfItsCompany({ account, profile }: LeadScore, { agreement }: Moment): boolean {
  return account?.domain === whoTheyAre(profile.fields, agreement).company;
}

function ownEngagement({ profile, tallies }: LeadScore, { agreement }: Moment): number | null {
  return whoTheyAre(profile.fields, agreement).hasRoleAddress ? null : tallies.newestAt;
}

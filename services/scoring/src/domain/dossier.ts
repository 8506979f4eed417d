import { judgeCriteria, ledgerOf, type ScoreInBrief } from '@smarketing/agreement';
import type { Dossier } from '@smarketing/contracts';
import { accountPictureOf } from './account-signal.ts';
import { contactPressure } from './contact-pressure.ts';
import { contentEngaged } from './content-seen.ts';
import { evidenceFrom } from './fences.ts';
import { hasObjected } from './has-objected.ts';
import type { LeadScore } from './lead-score.ts';
import { intentSignal, ledgerEntry } from './ledger.ts';
import type { Moment } from './moment.ts';
import { statedNeedsOf } from './stated-needs.ts';

/** Everything that the next services need to know of why, frozen: they ask nobody. */
export function dossierOf(lead: LeadScore, score: ScoreInBrief, moment: Moment): Dossier {
  const { agreement, content, nowMs } = moment;
  const { fields } = lead.profile;
  const isObjected = hasObjected(lead.consent.statements);
  const entries = isObjected ? [] : ledgerOf(score, lead.tallies, fields, agreement, evidenceFrom(lead));
  return {
    entries: entries.map(ledgerEntry),
    criteria: isObjected ? [] : judgeCriteria({ ...score, entries }, fields, agreement),
    // What they read tells what interests them, which is what somebody objected to.
    content: isObjected ? [] : contentEngaged(lead.content, content),
    intent: score.intent.map(intentSignal),
    stage: score.stage,
    statedNeeds: statedNeedsOf(lead.needs),
    missingFields: score.missingFields,
    profile: fields,
    ...(lead.lastCampaign === null ? {} : { campaign: lead.lastCampaign.value }),
    ...(lead.firstSource === null ? {} : { firstSource: lead.firstSource.value }),
    account: isObjected ? null : accountPictureOf(lead, moment),
    ...(isObjected ? {} : { pressure: contactPressure(lead.pressure, nowMs) }),
  };
}

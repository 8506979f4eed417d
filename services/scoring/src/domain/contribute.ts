import { toPoints, type CompiledAgreement } from '@smarketing/agreement';
import { contactContributed, type Contribution } from '@smarketing/contracts';
import { emit, type Emit } from '@smarketing/messaging';
import type { ContactShare } from './account/account-score.ts';
import { hasObjected } from './has-objected.ts';
import type { Contributed, LeadScore, Standing } from './lead-score.ts';
import { iso } from './ledger.ts';
import type { Moment } from './moment.ts';
import { whoTheyAre } from './who-they-are.ts';

const NONE: readonly Emit[] = [];

/** Of what somebody does within an hour, the company hears once. */
const ENGAGED_STEP_MS = 3_600_000;

/**
 * Tells the lead's company what the lead contributes, where others may notice that it changed; and the former one that it left.
 * `byRules`: nothing but a change of the rules may have changed it.
 */
export function contribute<L extends LeadScore>(
  lead: L,
  { leadId, agreement, receivedAt }: Moment,
  byRules: boolean,
): { readonly lead: L; readonly emits: readonly Emit[] } {
  const share = shareOf(lead, agreement);
  const domain = share === null ? null : whoTheyAre(lead.profile.fields, agreement).company;
  const told = lead.contributed;
  const now: Contributed = { revision: (told?.revision ?? 0) + 1, domain, share: domain === null ? null : share };
  if (!isNews(told, now)) return { lead, emits: NONE };
  const because = byRules ? { byRuleChange: true } : {};
  const says = (to: string, contribution: Contribution | null): Emit =>
    emit(contactContributed, to, { leadId, revision: now.revision, contribution, ...because }, receivedAt);
  const former = told?.domain ?? null;
  const left = former !== null && former !== domain ? [says(former, null)] : [];
  const joins = domain !== null && share !== null ? [says(domain, contributionOf(share))] : [];
  return { lead: { ...lead, contributed: now }, emits: [...left, ...joins] };
}

/** Null for somebody who objected to profiling, or whom the agreement does not want: excluded, or of grade X in every model. */
function shareOf(lead: LeadScore, agreement: CompiledAgreement): ContactShare | null {
  if (hasObjected(lead.consent.statements)) return null;
  let best: Standing | undefined;
  for (const standing of Object.values(lead.standings)) {
    if (standing.grade === 'X' || standing.outcome === 'excluded') continue;
    if (best === undefined || standing.score > best.score) best = standing;
  }
  if (best === undefined) return null;
  const { hasRoleAddress, persona } = whoTheyAre(lead.profile.fields, agreement);
  return {
    score: best.score,
    grade: best.grade,
    persona: hasRoleAddress ? null : persona,
    isRoleAddress: hasRoleAddress,
    engagedMs: lead.tallies.newestAt,
  };
}

function isNews(told: Contributed | null, now: Contributed): boolean {
  if (told === null || told.share === null || now.share === null) return now.domain !== (told?.domain ?? null);
  const [before, after] = [told.share, now.share];
  return (
    told.domain !== now.domain ||
    before.score !== after.score ||
    before.grade !== after.grade ||
    before.persona !== after.persona ||
    before.isRoleAddress !== after.isRoleAddress ||
    hasEngagedSince(before.engagedMs, after.engagedMs)
  );
}

function hasEngagedSince(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before !== after;
  // It goes back where other rules say what interest is.
  return after < before || after >= before + ENGAGED_STEP_MS;
}

function contributionOf({ score, engagedMs, ...share }: ContactShare): Contribution {
  return { ...share, score: toPoints(score), engagedAt: engagedMs === null ? null : iso(engagedMs) };
}

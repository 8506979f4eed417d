import type { Judged, Verdict } from './judge-models.ts';
import type { LeadScore } from './lead-score.ts';
import type { Moment } from './moment.ts';

/** Held until something new happens, and held until another day. */
export const BY_RULES_ALONE = 'rules-alone';
export const BEYOND_DAILY_CAPS = 'daily-caps';

/**
 * A change of the rules alone floods nobody: of those that it would qualify, sales gets who showed intent within the freshness
 * window, up to the daily caps. The others are held, each with that reason.
 */
export function heldBack(judged: readonly Judged[], moment: Moment): Judged[] {
  return judged.map((each) => {
    const verdict = each.qualified === null ? null : holdOf(each, moment);
    return verdict === null ? each : { ...each, qualified: null, verdict };
  });
}

function holdOf({ score }: Judged, { agreement, nowMs, roomByRules = 0 }: Moment): Verdict | null {
  const { version, qualification, document } = agreement;
  const { freshnessDays } = document.qualification;
  if (!score.intent.some(({ occurredAt }) => occurredAt > nowMs - qualification.freshnessMs)) {
    const reason = `Version ${version} of the agreement alone would qualify it, without intent in the last ${freshnessDays} days: held until something new happens`;
    return { outcome: 'held', because: BY_RULES_ALONE, reason };
  }
  if (roomByRules > 0) return null;
  const reason = `Version ${version} of the agreement alone would qualify it, beyond the daily caps of sales: held until another day`;
  return { outcome: 'held', because: BEYOND_DAILY_CAPS, reason };
}

export function isHeldByDailyCaps({ standings }: Pick<LeadScore, 'standings'>): boolean {
  return Object.values(standings).some(({ because }) => because === BEYOND_DAILY_CAPS);
}

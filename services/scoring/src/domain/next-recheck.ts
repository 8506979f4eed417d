import { nextCrossing } from '@smarketing/agreement';
import { coolOffUntil, evidenceFrom } from './fences.ts';
import { hasHeardWhoTheyAre } from './has-heard-who-they-are.ts';
import { hasObjected } from './has-objected.ts';
import type { LeadScore } from './lead-score.ts';
import { isHeldByDailyCaps } from './hold-back.ts';
import type { Moment } from './moment.ts';
import { nextDayMs } from './rules-day.ts';

/**
 * When time alone may change what was published, epoch ms: a digit is crossed, the cool-off ends that alone holds the lead, or a
 * day begins on which sales has room for those whom new rules would bring. A decision that waits for the evidence, or for the end of a rebuild, is due at once. Null: never. With
 * `untilMs` digits that are crossed after it are not looked for.
 */
export function nextRecheck(
  lead: LeadScore,
  { agreement, nowMs, rebuilding }: Moment,
  untilMs = Infinity,
): number | null {
  // The lane's timers wait for the end of the rebuild.
  if (rebuilding) return nowMs;
  // A snapshot brings its own event; nothing has to be set for it.
  if (!hasHeardWhoTheyAre(lead)) return null;
  if (lead.pending !== null) return nowMs;
  if (hasObjected(lead.consent.statements)) return null;
  const from = evidenceFrom(lead);
  const instants: number[] = [];
  for (const [model, { grade, digit }] of Object.entries(lead.standings)) {
    if (grade === 'X' || !agreement.models.has(model)) continue;
    const options = { model, untilMs, ...(from === undefined ? {} : { evidenceFrom: from }) };
    const crossing = nextCrossing(lead.tallies, agreement, nowMs, digit, options);
    if (crossing !== null) instants.push(crossing);
  }
  const until = coolOffUntil(lead);
  if (until !== undefined && until > nowMs && isHeldByCoolOff(lead)) instants.push(until);
  if (isHeldByDailyCaps(lead)) instants.push(nextDayMs(agreement, nowMs));
  return instants.length === 0 ? null : Math.min(...instants);
}

export function isHeldByCoolOff({ standings }: LeadScore): boolean {
  return Object.values(standings).some(({ because }) => because === 'cool-off');
}

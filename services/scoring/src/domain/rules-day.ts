import type { CompiledAgreement } from '@smarketing/agreement';
import type { InForce } from '@smarketing/service-kit';

/** How many leads a change of the rules alone has brought to sales on a day; `day` counts since 1970 on the agreement's wall clock. */
export type RulesDay = { readonly day: number; readonly qualified: number };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function dayOf(agreement: CompiledAgreement, atMs: number): number {
  return Math.floor(agreement.local(atMs) / DAY_MS);
}

/** When the agreement's wall clock shows another day, to the minute; epoch ms. */
export function nextDayMs(agreement: CompiledAgreement, nowMs: number): number {
  const today = dayOf(agreement, nowMs);
  let [before, after] = [Math.floor(nowMs / MINUTE_MS), Math.ceil((nowMs + 26 * 3_600_000) / MINUTE_MS)];
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (dayOf(agreement, middle * MINUTE_MS) > today) after = middle;
    else before = middle;
  }
  return after * MINUTE_MS;
}

/**
 * How many leads a change of the rules alone may bring to sales in a day: what the daily caps of all reps come to. Where no rep is
 * known yet, what the pools allow one rep each.
 */
export function dailyCaps({ agreement, reps }: Pick<InForce, 'agreement' | 'reps'>): number {
  const { pools } = agreement.document.routing;
  if (reps.size === 0) return pools.reduce((sum, { dailyCap }) => sum + dailyCap, 0);
  return [...reps.values()]
    .filter(({ active }) => active)
    .reduce((sum, rep) => {
      const own = pools.filter(({ id, members }) => members === 'all' || rep.pools.some(({ pool }) => pool === id));
      return sum + (own.length === 0 ? 0 : (rep.dailyCap ?? Math.max(...own.map(({ dailyCap }) => dailyCap))));
    }, 0);
}

/** How many more there may be today. */
export function roomToday(day: RulesDay, inForce: Pick<InForce, 'agreement' | 'reps'>, nowMs: number): number {
  const taken = day.day === dayOf(inForce.agreement, nowMs) ? day.qualified : 0;
  return Math.max(0, dailyCaps(inForce) - taken);
}

import { localDateOf, startOfLocalDate } from '@smarketing/business-time';
import type { Rep } from './rep.ts';
import type { RoutePlan } from './route-plan.ts';

const DAY_MS = 86_400_000;

/** The rep's first opening on a later date than today's, in their own calendar; null when there is none in 400 days. */
export function nextWorkingDay(rep: Rep, plan: RoutePlan, nowMs: number): number | null {
  const presence = plan.presence(rep);
  const today = localDateOf(presence.timeZone, nowMs);
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const tomorrow = new Date(Date.UTC(year, month - 1, day) + DAY_MS).toISOString().slice(0, 10);
  return presence.nextOpening(startOfLocalDate(presence.timeZone, tomorrow));
}

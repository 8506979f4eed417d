import type { Interval } from './interval.ts';
import { DAY_MS, wallDayOf } from './wall-clock.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** What the count needs to know of a calendar. */
type OpeningTimes = {
  readonly timeZone: string;
  nextOpening(atMs: number): number | null;
  openIntervals(fromMs: number, toMs: number): Interval[];
};

/** `BusinessCalendar.addBusinessDays`, where the rule is written down. */
export function addBusinessDays(calendar: OpeningTimes, fromMs: number, days: number): number | null {
  if (!Number.isInteger(days) || days < 0) {
    throw new RangeError(`business days to add must be a whole number and not negative, got ${days}`);
  }
  if (days === 0) return fromMs;
  const startMs = calendar.nextOpening(fromMs);
  if (startMs === null) return null;

  const zone = zoneOffsets(calendar.timeZone);
  const startWallMs = zone.wallMsAt(startMs);
  let wallDay = wallDayOf(startWallMs);
  const timeOfDayMs = startWallMs - wallDay * DAY_MS;
  for (let counted = 0; counted < days; counted++) {
    const openingMs = calendar.nextOpening(zone.instantOfWall((wallDay + 1) * DAY_MS));
    if (openingMs === null) return null;
    wallDay = wallDayOf(zone.wallMsAt(openingMs));
  }

  const dayEndMs = zone.instantOfWall((wallDay + 1) * DAY_MS);
  const sameTimeMs = zone.instantOfWall(wallDay * DAY_MS + timeOfDayMs);
  const openMs = calendar.nextOpening(sameTimeMs);
  if (openMs !== null && openMs < dayEndMs) return openMs;
  return calendar.openIntervals(zone.instantOfWall(wallDay * DAY_MS), dayEndMs).at(-1)?.toMs ?? null;
}

import { DAY_MS, formatWallDay, parseWallDay, wallDayOf } from './wall-clock.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** The local date at an instant, `YYYY-MM-DD`. @throws RangeError when the zone is not known */
export function localDateOf(timeZone: string, atMs: number): string {
  return formatWallDay(wallDayOf(zoneOffsets(timeZone).wallMsAt(atMs)));
}

/** The instant at which a local date `YYYY-MM-DD` begins. @throws RangeError when the zone or the date is wrong */
export function startOfLocalDate(timeZone: string, date: string): number {
  const wallDay = parseWallDay(date);
  if (wallDay === undefined) throw new RangeError(`"${date}" is no date "YYYY-MM-DD"`);
  return zoneOffsets(timeZone).instantOfWall(wallDay * DAY_MS);
}

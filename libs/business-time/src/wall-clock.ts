export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/**
 * Wall-clock time is counted in milliseconds as if the local date and time were UTC. A local date is then a whole number
 * of days since 1970-01-01, and days have 24 h: the hours that a DST change adds or takes appear only in instants.
 */
export function wallDayOf(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS);
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayIndexOf(wallDay: number): number {
  return (((wallDay + 3) % 7) + 7) % 7;
}

/** `"09:30"` → minutes since midnight, up to `"24:00"`; undefined when it is no such time. */
export function parseTimeOfDayMinutes(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 1440 ? minutes : undefined;
}

/** `"2026-03-29"` → its wall day; undefined when there is no such date. */
export function parseWallDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Date.parse may roll 30 February over into March, so the date has to survive the way back.
  return Number.isNaN(ms) || formatWallDay(ms / DAY_MS) !== text ? undefined : ms / DAY_MS;
}

/** A wall day as `YYYY-MM-DD`. */
export function formatWallDay(wallDay: number): string {
  return new Date(wallDay * DAY_MS).toISOString().slice(0, 10);
}

import { BusinessCalendar } from './business-calendar.ts';
import type { CalendarProblem } from './calendar-problems.ts';
import { calendarProblems } from './calendar-problems.ts';
import type { CalendarSpec, HolidaySpec } from './calendar-spec.ts';
import { WEEKDAYS } from './calendar-spec.ts';
import type { Interval } from './interval.ts';
import { publicHolidays } from './public-holidays.ts';
import { DAY_MS, MINUTE_MS, parseTimeOfDayMinutes, parseWallDay, wallDayOf, weekdayIndexOf } from './wall-clock.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** A calendar that cannot be compiled; `problems` has each wrong field, the message has them all. */
export class InvalidCalendar extends Error {
  readonly problems: readonly CalendarProblem[];

  constructor(problems: readonly CalendarProblem[]) {
    super(problems.map(({ path, message }) => `${path.join('.') || 'calendar'}: ${message}`).join('; '));
    this.name = 'InvalidCalendar';
    this.problems = problems;
  }
}

/**
 * Makes a calendar out of its description. It is open whenever the wall clock of its zone stands within a window of the
 * local weekday: a window over a DST gap is shorter by the gap, and one over a fold is longer by it.
 *
 * @throws InvalidCalendar naming each wrong field
 */
export function compileCalendar(spec: CalendarSpec): BusinessCalendar {
  const problems = calendarProblems(spec);
  if (problems.length > 0) throw new InvalidCalendar(problems);

  const zone = zoneOffsets(spec.timeZone);
  const windows = WEEKDAYS.map((day) =>
    (spec.windows[day] ?? []).map(([opens, closes]) => minutesOfDay(opens, closes)),
  );
  const closedFrom = closures(spec.holidays ?? {});

  return new BusinessCalendar(spec.timeZone, (fromMs, toMs) => {
    const open: Interval[] = [];
    for (let piece = zone.pieceAt(fromMs); ; piece = zone.pieceAt(piece.toMs)) {
      // Within a piece the wall clock runs evenly, so the windows of its days are a matter of adding its offset.
      const startMs = Math.max(fromMs, piece.fromMs);
      const endMs = Math.min(toMs, piece.toMs);
      const firstDay = wallDayOf(startMs + piece.offsetMs);
      const lastDay = wallDayOf(endMs - 1 + piece.offsetMs);
      const closed = closedFrom(firstDay, lastDay);
      for (let day = firstDay; day <= lastDay; day++) {
        const dayMs = day * DAY_MS - piece.offsetMs;
        const closedMinutes = closed(day);
        for (const { opens, closes } of windows[weekdayIndexOf(day)] ?? []) {
          open.push({
            fromMs: Math.max(startMs, dayMs + opens * MINUTE_MS),
            toMs: Math.min(endMs, dayMs + Math.min(closes, closedMinutes) * MINUTE_MS),
          });
        }
      }
      if (piece.toMs >= toMs) return open.filter((interval) => interval.fromMs < interval.toMs);
    }
  });
}

/** For a range of days: a function that gives the minute from which a day is closed, Infinity when it is not. */
function closures(spec: HolidaySpec): (firstDay: number, lastDay: number) => (wallDay: number) => number {
  const extra = new Set(spec.extraDates?.map(parseWallDay));
  const excluded = new Set(spec.excludeDates?.map(parseWallDay));
  const holidays = spec.country === undefined ? undefined : publicHolidays(spec.country, spec.region);
  return (firstDay, lastDay) => {
    const closedFromMinutes = holidays?.closedFromMinutes(firstDay, lastDay);
    return (wallDay) => {
      if (extra.has(wallDay)) return 0;
      return excluded.has(wallDay) ? Infinity : (closedFromMinutes?.get(wallDay) ?? Infinity);
    };
  };
}

function minutesOfDay(opens: string, closes: string): { opens: number; closes: number } {
  return { opens: parseTimeOfDayMinutes(opens) ?? 0, closes: parseTimeOfDayMinutes(closes) ?? 0 };
}

import { BusinessCalendar } from './business-calendar.ts';
import { compileCalendar } from './compile-calendar.ts';
import type { Weekday, WorkingWindow } from './calendar-spec.ts';
import { WEEKDAYS } from './calendar-spec.ts';
import type { Interval } from './interval.ts';
import { complement, normalise, overlap } from './interval.ts';

/** Open day and night, every day; its days are those of UTC. */
export const alwaysOpen: BusinessCalendar = new BusinessCalendar('UTC', (fromMs, toMs) => [{ fromMs, toMs }]);

/**
 * Open when all of them are open, as a call clock that runs in the rep's hours and the lead's daytime. Its days are those
 * of the first calendar's zone. Of no calendars it is {@link alwaysOpen}. It may never open.
 */
export function intersect(...calendars: readonly BusinessCalendar[]): BusinessCalendar {
  const [first, ...others] = calendars;
  if (!first) return alwaysOpen;
  if (others.length === 0) return first;
  return new BusinessCalendar(first.timeZone, (fromMs, toMs) =>
    others.reduce<readonly Interval[]>(
      (open, calendar) => overlap(open, calendar.openIntervals(fromMs, toMs)),
      first.openIntervals(fromMs, toMs),
    ),
  );
}

/** Open when at least one of them is, as a team is reached. Its days are those of the first one's zone. Of no calendars it never opens. */
export function unite(...calendars: readonly BusinessCalendar[]): BusinessCalendar {
  const [first] = calendars;
  if (first !== undefined && calendars.length === 1) return first;
  return new BusinessCalendar(first?.timeZone ?? 'UTC', (fromMs, toMs) =>
    normalise(calendars.flatMap((calendar) => calendar.openIntervals(fromMs, toMs))),
  );
}

/**
 * The calendar without some stretches of time, such as a rep's absences. They may overlap and come in any order, and
 * `toMs` may be Infinity for somebody who does not come back.
 *
 * @throws RangeError when an absence ends before it begins or is not a number
 */
export function withAbsences(calendar: BusinessCalendar, absences: readonly Interval[]): BusinessCalendar {
  if (absences.length === 0) return calendar;
  for (const { fromMs, toMs } of absences) {
    if (!(fromMs <= toMs)) throw new RangeError(`an absence ends before it begins: ${fromMs} to ${toMs}`);
  }
  const present = complement(normalise(absences));
  return new BusinessCalendar(calendar.timeZone, (fromMs, toMs) =>
    overlap(calendar.openIntervals(fromMs, toMs), present),
  );
}

/**
 * The same hours on every day of the week, without holidays: the hours in which a lead may be called.
 *
 * @throws InvalidCalendar when the zone or a time is wrong
 */
export function everyDay(timeZone: string, opens: string, closes: string): BusinessCalendar {
  const windows: [Weekday, WorkingWindow[]][] = WEEKDAYS.map((day) => [day, [[opens, closes]]]);
  return compileCalendar({ timeZone, windows: Object.fromEntries(windows) });
}

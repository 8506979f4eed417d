import { WEEKDAYS } from './calendar-spec.ts';
import { holidayRegionProblem } from './public-holidays.ts';
import { parseTimeOfDayMinutes, parseWallDay } from './wall-clock.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** What is wrong with a calendar, and where: `path` leads from the calendar to the field. */
export type CalendarProblem = { path: string[]; message: string };

/** All that is wrong with a {@link CalendarSpec}; empty when it can be compiled. Takes whatever a YAML file may hold. */
export function calendarProblems(spec: unknown): CalendarProblem[] {
  if (!isRecord(spec)) return [{ path: [], message: 'a calendar needs timeZone and windows' }];
  return [
    ...timeZoneProblems(spec['timeZone']),
    ...windowsProblems(spec['windows']),
    ...holidayProblems(spec['holidays']),
  ];
}

function timeZoneProblems(timeZone: unknown): CalendarProblem[] {
  const problem = (message: string): CalendarProblem[] => [{ path: ['timeZone'], message }];
  if (typeof timeZone !== 'string') return problem('must be an IANA name such as Europe/Berlin');
  // A fixed offset would be taken, and be wrong by an hour for half of the year.
  if (/^[+-]/.test(timeZone)) return problem(`"${timeZone}" is an offset: use an IANA name such as Europe/Berlin`);
  try {
    zoneOffsets(timeZone);
    return [];
  } catch {
    return problem(`unknown time zone "${timeZone}": use an IANA name such as Europe/Berlin`);
  }
}

function windowsProblems(windows: unknown): CalendarProblem[] {
  if (!isRecord(windows)) return [{ path: ['windows'], message: 'must list working windows per weekday' }];
  const problems = Object.entries(windows).flatMap(([day, list]) => dayProblems(day, list));
  if (problems.length === 0 && Object.values(windows).every((list) => !Array.isArray(list) || list.length === 0)) {
    problems.push({ path: ['windows'], message: 'has no window on any day: the calendar would never open' });
  }
  return problems;
}

function dayProblems(day: string, list: unknown): CalendarProblem[] {
  const path = ['windows', day];
  if (!(WEEKDAYS as readonly string[]).includes(day)) {
    return [{ path, message: `unknown weekday "${day}": use ${WEEKDAYS.join(', ')}` }];
  }
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{ path, message: 'must be a list of windows such as ["09:00", "17:00"]' }];
  const problems: CalendarProblem[] = [];
  const taken: { opens: number; closes: number }[] = [];
  list.forEach((window: unknown, index) => {
    const times = Array.isArray(window) && window.length === 2 ? window.map(minutesOf) : [];
    const [opens, closes] = times;
    const report = (message: string) => problems.push({ path: [...path, String(index)], message });
    if (opens === undefined || closes === undefined) {
      report('must be two times "HH:MM" between "00:00" and "24:00", such as ["09:00", "17:00"]');
    } else if (opens >= closes) {
      report(
        'must close after it opens; work over midnight is a window to "24:00" and one from "00:00" on the next day',
      );
    } else if (taken.some((other) => opens < other.closes && other.opens < closes)) {
      report('overlaps another window of the day');
    } else {
      taken.push({ opens, closes });
    }
  });
  return problems;
}

function holidayProblems(holidays: unknown): CalendarProblem[] {
  if (holidays === undefined) return [];
  if (!isRecord(holidays)) return [{ path: ['holidays'], message: 'must be an object with country, region or dates' }];
  const { country, region, extraDates, excludeDates } = holidays;
  const problems = [...dateProblems('extraDates', extraDates), ...dateProblems('excludeDates', excludeDates)];
  const report = (field: string, message: string) => problems.push({ path: ['holidays', field], message });
  if (Array.isArray(extraDates) && Array.isArray(excludeDates)) {
    const both = extraDates.filter((date) => excludeDates.includes(date));
    if (both.length > 0) report('excludeDates', `${both.join(', ')} is in extraDates too`);
  }
  if (country !== undefined && typeof country !== 'string') report('country', 'must be an ISO code such as DE');
  if (region !== undefined && typeof region !== 'string') report('region', 'must be a region code such as BY');
  if (region !== undefined && country === undefined) report('region', 'needs a country');
  if (typeof country === 'string' && (region === undefined || typeof region === 'string')) {
    const wrong = holidayRegionProblem(country, region);
    if (wrong) report(wrong.field, wrong.message);
  }
  return problems;
}

function dateProblems(field: string, dates: unknown): CalendarProblem[] {
  if (dates === undefined) return [];
  if (!Array.isArray(dates)) return [{ path: ['holidays', field], message: 'must be a list of dates "YYYY-MM-DD"' }];
  return dates.flatMap((date: unknown, index) =>
    typeof date === 'string' && parseWallDay(date) !== undefined
      ? []
      : [{ path: ['holidays', field, String(index)], message: `"${String(date)}" is no date "YYYY-MM-DD"` }],
  );
}

function minutesOf(time: unknown): number | undefined {
  return typeof time === 'string' ? parseTimeOfDayMinutes(time) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

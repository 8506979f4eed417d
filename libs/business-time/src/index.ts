export { BusinessCalendar, OPENING_SEARCH_DAYS } from './business-calendar.ts';
export { calendarProblems } from './calendar-problems.ts';
export type { CalendarProblem } from './calendar-problems.ts';
export { WEEKDAYS } from './calendar-spec.ts';
export type { CalendarSpec, HolidaySpec, Weekday, WorkingWindow } from './calendar-spec.ts';
export { alwaysOpen, everyDay, intersect, unite, withAbsences } from './combine-calendars.ts';
export { InvalidCalendar, compileCalendar } from './compile-calendar.ts';
export type { Interval } from './interval.ts';
export { localDateOf, startOfLocalDate } from './local-date.ts';

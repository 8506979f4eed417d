import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BusinessCalendar } from './business-calendar.ts';
import type { CalendarSpec, WorkingWindow } from './calendar-spec.ts';
import { alwaysOpen, intersect, withAbsences } from './combine-calendars.ts';
import { compileCalendar } from './compile-calendar.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

// Dates around which clocks change or holidays fall, so that random instants hit them.
const places: { timeZone: string; around: string[] }[] = [
  { timeZone: 'Europe/Berlin', around: ['2026-03-29', '2026-10-25', '2026-01-01', '2026-04-03', '2026-12-25'] },
  { timeZone: 'America/New_York', around: ['2026-03-08', '2026-11-01', '2026-01-01', '2026-12-25'] },
  { timeZone: 'Australia/Lord_Howe', around: ['2026-04-05', '2026-10-04'] },
  { timeZone: 'Asia/Kolkata', around: ['2026-01-01', '2026-03-06'] },
  { timeZone: 'America/Havana', around: ['2026-03-08', '2026-11-01'] },
];

// Public holidays from the official lists of Bavaria and of the United States.
const publicHolidays: { [country: string]: string[] } = {
  DE: '01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26'.split(' '),
  US: '01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25'.split(' '),
};

/** A calendar and what the slow oracle needs to know of it. */
type Case = { spec: CalendarSpec; closedDates: Set<string>; from: number };

const windowsOfDay: fc.Arbitrary<WorkingWindow[]> = fc
  .uniqueArray(fc.oneof(fc.constantFrom(0, 60, 90, 120, 150, 180, 540, 720, 780, 1020, 1440), fc.nat(1440)), {
    maxLength: 6,
  })
  .map((minutes) => {
    const sorted = minutes.toSorted((a, b) => a - b).map(timeOfDay);
    return Array.from({ length: sorted.length >> 1 }, (_, i) => [sorted[2 * i] ?? '', sorted[2 * i + 1] ?? '']);
  });

const aCase: fc.Arbitrary<Case> = fc
  .record({
    place: fc.constantFrom(...places),
    which: fc.nat(100),
    country: fc.constantFrom(undefined, 'DE', 'US'),
    offset: fc.integer({ min: -4 * DAY, max: 4 * DAY }),
    days: fc.array(windowsOfDay, { minLength: 7, maxLength: 7 }),
    extra: fc.boolean(),
    exclude: fc.boolean(),
  })
  .map(({ place, which, country, offset, days, extra, exclude }) => {
    const around = place.around[which % place.around.length] ?? '';
    const listed = country === undefined ? [] : (publicHolidays[country] ?? []);
    // Of 2027 only the first days of January are within reach, and their dates don't move.
    const closed = new Set(listed.flatMap((date) => [`2026-${date}`, `2027-${date}`]));
    const own = new Date(Date.parse(around) + 2 * DAY).toISOString().slice(0, 10);
    if (extra) closed.add(own);
    if (exclude) closed.delete(around);
    const [mon = [], tue = [], wed = [], thu = [], fri = [], sat = [], sun = []] = days;
    const spec: CalendarSpec = {
      timeZone: place.timeZone,
      // At least one window, since a calendar without any is refused.
      windows: { mon, tue, wed: wed.length > 0 ? wed : [['09:00', '17:00']], thu, fri, sat, sun },
      holidays: {
        country,
        region: country === 'DE' ? 'BY' : undefined,
        extraDates: extra ? [own] : [],
        excludeDates: exclude ? [around] : [],
      },
    };
    return { spec, closedDates: closed, from: Date.parse(around) + offset };
  });

const span = fc.integer({ min: 0, max: 4 * DAY });
const runs = { numRuns: 100 };

describe('business time agrees with a look at the wall clock in every minute:', () => {
  it('elapsed time', () => {
    fc.assert(
      fc.property(aCase, span, (it, length) => {
        const elapsed = compileCalendar(it.spec).businessMsBetween(it.from, it.from + length);
        expect(elapsed).toBe(slowElapsed((at) => slowIsOpen(it, at), it.from, it.from + length));
      }),
      runs,
    );
  });

  it('open or closed, and the next opening', () => {
    fc.assert(
      fc.property(aCase, (it) => {
        const calendar = compileCalendar(it.spec);
        const next = calendar.nextOpening(it.from) ?? NaN;
        const lookedAt = Math.min(next, it.from + 3 * DAY);
        expect(calendar.isOpen(it.from)).toBe(slowIsOpen(it, it.from));
        expect(slowElapsed((at) => slowIsOpen(it, at), it.from, lookedAt)).toBe(0);
        expect(slowIsOpen(it, next)).toBe(true);
      }),
      runs,
    );
  });

  it('the due instant, which is the first with that much elapsed', () => {
    fc.assert(
      fc.property(aCase, fc.integer({ min: 1, max: DAY / 2 }), (it, businessMs) => {
        const due = compileCalendar(it.spec).addBusinessMs(it.from, businessMs) ?? NaN;
        fc.pre(due < it.from + 14 * DAY);
        expect(slowElapsed((at) => slowIsOpen(it, at), it.from, due)).toBe(businessMs);
        expect(slowIsOpen(it, due - 1)).toBe(true);
      }),
      runs,
    );
  });

  it('an intersection less an absence', () => {
    fc.assert(
      fc.property(aCase, aCase, span, span, span, (one, other, length, start, away) => {
        const absence = { fromMs: one.from + start, toMs: one.from + start + away };
        const both = withAbsences(intersect(compileCalendar(one.spec), compileCalendar(other.spec)), [absence]);
        const open = (at: number) => slowIsOpen(one, at) && slowIsOpen(other, at);
        const present =
          slowElapsed(open, one.from, one.from + length) -
          slowElapsed(open, Math.min(absence.fromMs, one.from + length), Math.min(absence.toMs, one.from + length));
        expect(both.businessMsBetween(one.from, one.from + length)).toBe(present);
      }),
      runs,
    );
  });
});

describe('laws of business time, over years:', () => {
  const instant = fc.integer({ min: Date.UTC(2014, 0, 1), max: Date.UTC(2034, 0, 1) });
  const businessMs = fc.oneof(fc.nat(8 * 60 * MINUTE), fc.nat(2000 * 60 * MINUTE));
  const calendar: fc.Arbitrary<BusinessCalendar> = aCase.map(({ spec }) => compileCalendar(spec));

  it('the time to a due instant is the time that was added', () => {
    fc.assert(
      fc.property(calendar, instant, businessMs, (it, from, added) => {
        expect(it.businessMsBetween(from, it.addBusinessMs(from, added) ?? NaN)).toBe(added);
      }),
      runs,
    );
  });

  it('elapsed times add up, in any order of the instants', () => {
    fc.assert(
      fc.property(calendar, instant, instant, instant, (it, a, b, c) => {
        expect(it.businessMsBetween(a, b) + it.businessMsBetween(b, c)).toBe(it.businessMsBetween(a, c));
      }),
      runs,
    );
  });

  it('adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(calendar, instant, businessMs, businessMs, (it, from, first, second) => {
        const between = it.addBusinessMs(from, first) ?? NaN;
        expect(it.addBusinessMs(between, second)).toBe(it.addBusinessMs(from, first + second));
      }),
      runs,
    );
  });

  it('a later start or more time is never due earlier, and no more elapses than passes', () => {
    fc.assert(
      fc.property(calendar, instant, fc.nat(9 * DAY), businessMs, fc.nat(DAY), (it, from, later, added, more) => {
        const due = it.addBusinessMs(from, added) ?? NaN;
        expect(it.addBusinessMs(from + later, added)).toBeGreaterThanOrEqual(due);
        expect(it.addBusinessMs(from, added + more)).toBeGreaterThanOrEqual(due);
        const elapsed = it.businessMsBetween(from, from + later);
        expect(elapsed).toBeGreaterThanOrEqual(0);
        expect(elapsed).toBeLessThanOrEqual(later);
      }),
      runs,
    );
  });

  it('business days: one at a time or all at once, and within the days that open', () => {
    const even = compileCalendar({
      timeZone: 'Europe/Berlin',
      windows: { mon: [['09:00', '17:00']], wed: [['09:00', '17:00']], thu: [['09:00', '17:00']] },
      holidays: { country: 'DE', region: 'BY' },
    });
    fc.assert(
      fc.property(instant, fc.nat(30), fc.nat(30), fc.nat(9 * DAY), (from, first, second, later) => {
        const between = even.addBusinessDays(from, first) ?? NaN;
        const due = even.addBusinessDays(from, first + second) ?? NaN;
        expect(even.addBusinessDays(between, second)).toBe(due);
        expect(even.addBusinessDays(from + later, first + second)).toBeGreaterThanOrEqual(due);
        expect(first + second === 0 || even.isOpen(due)).toBe(true);
        // Each full day has eight hours, so that many days and hours from an opening come to the same.
        const start = even.nextOpening(from) ?? NaN;
        expect(even.businessMsBetween(start, even.addBusinessDays(start, first) ?? NaN)).toBe(first * 8 * 60 * MINUTE);
      }),
      runs,
    );
  });

  it('intersection is idempotent, commutative, associative, and neutral with the calendar that is always open', () => {
    fc.assert(
      fc.property(calendar, calendar, calendar, instant, fc.nat(200 * DAY), (a, b, c, from, length) => {
        const open = (it: BusinessCalendar) => it.openIntervals(from, from + length);
        expect(open(intersect(a, a))).toEqual(open(a));
        expect(open(intersect(a, b))).toEqual(open(intersect(b, a)));
        expect(open(intersect(a, intersect(b, c)))).toEqual(open(intersect(a, b, c)));
        expect(open(intersect(intersect(a, b), c))).toEqual(open(intersect(a, b, c)));
        expect(open(intersect(a, alwaysOpen))).toEqual(open(a));
        const both = intersect(a, b);
        expect(both.isOpen(from)).toBe(a.isOpen(from) && b.isOpen(from));
        expect(both.businessMsBetween(from, from + length)).toBeLessThanOrEqual(
          a.businessMsBetween(from, from + length),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('open intervals are sorted, apart from each other, and sum to the elapsed time', () => {
    fc.assert(
      fc.property(calendar, instant, fc.nat(400 * DAY), (it, from, length) => {
        const intervals = it.openIntervals(from, from + length);
        const total = intervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
        expect(total).toBe(it.businessMsBetween(from, from + length));
        expect(intervals.every(({ fromMs }, i) => i === 0 || fromMs > (intervals[i - 1]?.toMs ?? Infinity))).toBe(true);
      }),
      runs,
    );
  });
});

function timeOfDay(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const clocks = new Map<string, { format: Intl.DateTimeFormat; shown: Map<number, string> }>();

/** `2026-03-29 03:00`, from the platform's own calendar rather than from the polyfill. */
function wallClock(timeZone: string, minute: number): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    clocks.set(timeZone, (clock = { format, shown: new Map() }));
  }
  let shown = clock.shown.get(minute);
  if (shown === undefined) clock.shown.set(minute, (shown = clock.format.format(minute * MINUTE)));
  return shown;
}

function slowIsOpen({ spec, closedDates }: Case, at: number): boolean {
  const [date = '', time = ''] = wallClock(spec.timeZone, Math.floor(at / MINUTE)).split(' ');
  if (closedDates.has(date)) return false;
  const day = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[new Date(date).getUTCDay()] ?? 'sun';
  return (spec.windows[day] ?? []).some(([opens, closes]) => opens <= time && time < closes);
}

/** Adds up the open minutes; the first and the last count by the part of them that lies in the span. */
function slowElapsed(isOpen: (at: number) => boolean, from: number, to: number): number {
  let elapsed = 0;
  for (let at = from; at < to;) {
    const end = Math.min(to, (Math.floor(at / MINUTE) + 1) * MINUTE);
    if (isOpen(at)) elapsed += end - at;
    at = end;
  }
  return elapsed;
}

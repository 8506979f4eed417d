import { describe, expect, it } from '@jest/globals';
import type { CalendarSpec } from './calendar-spec.ts';
import { compileCalendar } from './compile-calendar.ts';

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const officeHours: CalendarSpec['windows'] = {
  mon: [
    ['09:00', '12:00'],
    ['13:00', '17:00'],
  ],
  tue: [
    ['09:00', '12:00'],
    ['13:00', '17:00'],
  ],
  wed: [
    ['09:00', '12:00'],
    ['13:00', '17:00'],
  ],
  thu: [
    ['09:00', '12:00'],
    ['13:00', '17:00'],
  ],
  fri: [['09:00', '15:00']],
};
const berlin = compileCalendar({
  timeZone: 'Europe/Berlin',
  windows: officeHours,
  holidays: { country: 'DE', region: 'BY', extraDates: ['2026-12-24'], excludeDates: ['2026-01-06'] },
});

describe('a compiled calendar', () => {
  it.each([
    ['the opening itself', '2026-02-02T09:00+01:00', true],
    ['just before the opening', '2026-02-02T08:59:59.999+01:00', false],
    ['the closing itself', '2026-02-02T12:00+01:00', false],
    ['just before the closing', '2026-02-02T11:59:59.999+01:00', true],
    ['the lunch break', '2026-02-02T12:30+01:00', false],
    ['a Sunday', '2026-02-01T10:00+01:00', false],
    ['a national holiday', '2026-01-01T10:00+01:00', false],
    ['a holiday of the region', '2026-06-04T10:00+02:00', false],
    ['a holiday on which there is work', '2026-01-06T10:00+01:00', true],
    ['a date of its own', '2026-12-24T10:00+01:00', false],
    ['a bank holiday', '2026-12-31T14:30+01:00', true],
  ])('answers for %s', (_, instant, open) => {
    expect(berlin.isOpen(at(instant))).toBe(open);
  });

  it.each([
    ['Sunday night', '2026-02-01T23:30+01:00', '2026-02-02T08:00:00.000Z'],
    ['an open instant', '2026-02-02T10:00:00.123+01:00', '2026-02-02T09:00:00.123Z'],
    ['the lunch break', '2026-02-02T12:00+01:00', '2026-02-02T12:00:00.000Z'],
    ['New Year’s Eve after hours', '2025-12-31T20:00+01:00', '2026-01-02T08:00:00.000Z'],
    ['the Sunday of the spring change', '2026-03-29T12:00+02:00', '2026-03-30T07:00:00.000Z'],
    ['the Sunday of the autumn change', '2026-10-25T12:00+01:00', '2026-10-26T08:00:00.000Z'],
    ['Good Friday', '2026-04-03T10:00+02:00', '2026-04-07T07:00:00.000Z'],
  ])('finds the next opening from %s', (_, from, expected) => {
    expect(iso(berlin.nextOpening(at(from)))).toBe(expected);
  });

  it.each([
    ['within a window', '2026-02-02T09:00+01:00', 2, '2026-02-02T10:00:00.000Z'],
    ['over the break', '2026-02-02T11:00+01:00', 2, '2026-02-02T13:00:00.000Z'],
    ['to the closing, not the next opening', '2026-02-02T09:00+01:00', 7, '2026-02-02T16:00:00.000Z'],
    ['from Sunday night', '2026-02-01T23:30+01:00', 1, '2026-02-02T09:00:00.000Z'],
    ['over a weekend', '2026-01-30T14:00+01:00', 2, '2026-02-02T09:00:00.000Z'],
    ['over the spring change', '2026-03-27T14:00+01:00', 2, '2026-03-30T08:00:00.000Z'],
    ['over the autumn change', '2026-10-23T14:00+02:00', 2, '2026-10-26T09:00:00.000Z'],
    ['over New Year', '2025-12-31T16:00+01:00', 2, '2026-01-02T09:00:00.000Z'],
    ['nothing while closed', '2026-02-01T23:30+01:00', 0, '2026-02-01T22:30:00.000Z'],
  ])('adds business hours %s', (_, from, hours, expected) => {
    expect(iso(berlin.addBusinessMs(at(from), hours * HOUR_MS))).toBe(expected);
  });

  it('counts the hours of a week, of Easter and of two years', () => {
    const hours = (from: string, to: string) => berlin.businessMsBetween(at(from), at(to)) / HOUR_MS;
    expect(hours('2026-02-02T00:00+01:00', '2026-02-09T00:00+01:00')).toBe(4 * 7 + 6);
    expect(hours('2026-03-30T00:00+02:00', '2026-04-13T00:00+02:00')).toBe(4 * 7 + 3 * 7 + 6);
    expect(hours('2026-02-09T00:00+01:00', '2026-02-02T00:00+01:00')).toBe(-34);
    // 2022 has 52 Fridays, of them one a holiday (15 April), and 208 other days, of them eight (6 January, 18 April,
    // 26 May, 6 June, 16 June, 3 October, 1 November, 26 December), where 6 January is only excluded for 2026.
    expect(hours('2022-01-01T00:00+01:00', '2023-01-01T00:00+01:00')).toBe(51 * 6 + 200 * 7);
  });
});

describe('a window over a DST change', () => {
  const nights = (timeZone: string, opens: string, closes: string) =>
    compileCalendar({ timeZone, windows: { sun: [[opens, closes]] } });

  it.each([
    ['over the gap', 'Europe/Berlin', '01:00', '05:00', '2026-03-29', 3],
    ['over the fold', 'Europe/Berlin', '01:00', '05:00', '2026-10-25', 5],
    ['inside the gap', 'Europe/Berlin', '02:00', '03:00', '2026-03-29', 0],
    ['that begins in the gap', 'Europe/Berlin', '02:30', '04:00', '2026-03-29', 1],
    ['that ends in the gap', 'Europe/Berlin', '01:00', '02:30', '2026-03-29', 1],
    ['inside the fold, which comes twice', 'Europe/Berlin', '02:00', '02:30', '2026-10-25', 1],
    ['of the whole short day', 'Europe/Berlin', '00:00', '24:00', '2026-03-29', 23],
    ['of the whole long day', 'Europe/Berlin', '00:00', '24:00', '2026-10-25', 25],
    ['over a gap of half an hour', 'Australia/Lord_Howe', '00:00', '24:00', '2026-10-04', 23.5],
    ['over a fold of half an hour', 'Australia/Lord_Howe', '00:00', '24:00', '2026-04-05', 24.5],
    ['over the gap in New York', 'America/New_York', '00:00', '06:00', '2026-03-08', 5],
    ['in a zone without changes', 'Asia/Kolkata', '01:00', '05:00', '2026-03-29', 4],
  ])('%s counts the hours that pass', (_, timeZone, opens, closes, date, hours) => {
    const dayBefore = at(`${date}T00:00Z`) - 24 * HOUR_MS;
    const openMs = nights(timeZone, opens, closes).businessMsBetween(dayBefore, dayBefore + 72 * HOUR_MS);
    expect(openMs / HOUR_MS).toBe(hours);
  });

  it('stays closed between the two times that a window comes', () => {
    expect(
      nights('Europe/Berlin', '02:00', '02:30').openIntervals(at('2026-10-25T00:00Z'), at('2026-10-25T12:00Z')),
    ).toEqual([
      { fromMs: at('2026-10-25T02:00+02:00'), toMs: at('2026-10-25T02:30+02:00') },
      { fromMs: at('2026-10-25T02:00+01:00'), toMs: at('2026-10-25T02:30+01:00') },
    ]);
  });

  it('skips a date that a zone skipped', () => {
    const samoa = compileCalendar({ timeZone: 'Pacific/Apia', windows: { fri: [['00:00', '24:00']] } });
    expect(samoa.businessMsBetween(at('2011-12-28T00:00Z'), at('2012-01-03T00:00Z'))).toBe(0);
  });
});

describe('windows to the end of the day', () => {
  const weekend = compileCalendar({
    timeZone: 'Europe/Berlin',
    windows: { sat: [['22:00', '24:00']], sun: [['00:00', '06:00']] },
  });

  it('join with those that begin the next day', () => {
    expect(weekend.openIntervals(at('2026-02-06T00:00Z'), at('2026-02-10T00:00Z'))).toEqual([
      { fromMs: at('2026-02-07T22:00+01:00'), toMs: at('2026-02-08T06:00+01:00') },
    ]);
    expect(iso(weekend.addBusinessMs(at('2026-02-07T23:00+01:00'), 3 * HOUR_MS))).toBe('2026-02-08T01:00:00.000Z');
  });
});

describe('holidays', () => {
  const allDay: CalendarSpec['windows'] = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]),
  ) as CalendarSpec['windows'];

  it('that last several days close each of them', () => {
    const riyadh = compileCalendar({ timeZone: 'Asia/Riyadh', windows: allDay, holidays: { country: 'SA' } });
    expect(iso(riyadh.nextOpening(at('2026-03-19T00:00+03:00')))).toBe('2026-03-22T21:00:00.000Z');
  });

  it('of half a day close its second half', () => {
    const curacao = compileCalendar({ timeZone: 'America/Curacao', windows: allDay, holidays: { country: 'CW' } });
    expect(iso(curacao.nextOpening(at('2025-12-31T11:59-04:00')))).toBe('2025-12-31T15:59:00.000Z');
    expect(iso(curacao.nextOpening(at('2025-12-31T12:00-04:00')))).toBe('2026-01-02T04:00:00.000Z');
  });

  it('follow the dates of the calendar’s zone, wherever its country lies', () => {
    const remote = compileCalendar({ timeZone: 'America/New_York', windows: allDay, holidays: { country: 'DE' } });
    expect(remote.isOpen(at('2025-12-31T23:59-05:00'))).toBe(true);
    expect(iso(remote.nextOpening(at('2026-01-01T00:00-05:00')))).toBe('2026-01-02T05:00:00.000Z');
  });
});

describe('a calendar that does not open', () => {
  const never = compileCalendar({
    timeZone: 'Europe/Berlin',
    windows: { thu: [['09:00', '10:00']] },
    holidays: { extraDates: thursdaysAfter('2026-02-05', 80) },
  });

  it('has no next opening within 400 days', () => {
    expect(never.nextOpening(at('2026-02-04T00:00Z'))).toBe(at('2026-02-05T09:00+01:00'));
    expect(never.nextOpening(at('2026-02-06T00:00Z'))).toBeNull();
    expect(never.nextOpening(at('2026-12-01T00:00Z'))).toBe(at('2027-08-26T09:00+02:00'));
  });

  it('has no due instant beyond so long a pause', () => {
    expect(never.addBusinessMs(at('2026-02-04T00:00Z'), HOUR_MS)).toBe(at('2026-02-05T10:00+01:00'));
    expect(never.addBusinessMs(at('2026-02-04T00:00Z'), HOUR_MS + 1)).toBeNull();
    expect(never.addBusinessDays(at('2026-02-04T00:00Z'), 1)).toBeNull();
  });

  it('is closed outside of the years 1970 to 2199', () => {
    expect(berlin.nextOpening(at('0001-01-01T00:00Z'))).toBeNull();
    expect(berlin.addBusinessMs(at('9999-01-01T00:00Z'), 1)).toBeNull();
    expect(berlin.addBusinessMs(at('2199-12-01T00:00Z'), 1e12)).toBeNull();
    expect(berlin.businessMsBetween(at('9998-01-01T00:00Z'), at('9999-01-01T00:00Z'))).toBe(0);
  });

  it.each([NaN, Infinity, -Infinity, 1e300])('refuses %p for an instant', (value) => {
    expect(() => berlin.isOpen(value)).toThrow(RangeError);
    expect(() => berlin.nextOpening(value)).toThrow(RangeError);
    expect(() => berlin.addBusinessMs(value, 1)).toThrow(RangeError);
    expect(() => berlin.businessMsBetween(0, value)).toThrow(RangeError);
  });

  it.each([-1, NaN, Infinity])('refuses to add %p ms', (value) => {
    expect(() => berlin.addBusinessMs(0, value)).toThrow(RangeError);
  });
});

function thursdaysAfter(date: string, count: number): string[] {
  const first = at(`${date}T00:00Z`);
  return Array.from({ length: count }, (_, week) =>
    new Date(first + (week + 1) * 168 * HOUR_MS).toISOString().slice(0, 10),
  );
}

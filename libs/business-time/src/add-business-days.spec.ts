import { describe, expect, it } from '@jest/globals';
import { alwaysOpen } from './combine-calendars.ts';
import { compileCalendar } from './compile-calendar.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const calendar = compileCalendar({
  timeZone: 'Europe/Berlin',
  windows: {
    mon: [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    tue: [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    wed: [['10:00', '12:30']],
    thu: [['09:00', '17:00']],
    fri: [['09:00', '15:00']],
  },
  holidays: { country: 'DE', region: 'BY' },
});

describe('addBusinessDays', () => {
  it.each([
    ['keeps the time of the day', '2026-02-02T15:00+01:00', 1, '2026-02-03T14:00:00.000Z'],
    ['goes over a weekend', '2026-01-30T14:30+01:00', 2, '2026-02-03T13:30:00.000Z'],
    ['counts from the opening when asked at night', '2026-02-01T22:00+01:00', 1, '2026-02-03T08:00:00.000Z'],
    ['counts from the opening when asked at the closing', '2026-01-30T15:00+01:00', 1, '2026-02-03T08:00:00.000Z'],
    ['moves on to an opening of that day', '2026-02-03T09:15+01:00', 1, '2026-02-04T09:00:00.000Z'],
    ['moves on over that day’s break', '2026-02-05T12:30+01:00', 2, '2026-02-09T12:00:00.000Z'],
    ['stops at that day’s closing', '2026-02-03T16:00+01:00', 1, '2026-02-04T11:30:00.000Z'],
    ['skips holidays', '2025-12-31T11:00+01:00', 1, '2026-01-02T10:00:00.000Z'],
    ['keeps the wall clock over the spring change', '2026-03-27T14:00+01:00', 1, '2026-03-30T12:00:00.000Z'],
    ['keeps the wall clock over the autumn change', '2026-10-23T14:00+02:00', 1, '2026-10-26T13:00:00.000Z'],
    ['takes no days as they are', '2026-02-01T22:00+01:00', 0, '2026-02-01T21:00:00.000Z'],
  ])('%s', (_, from, days, expected) => {
    expect(iso(calendar.addBusinessDays(at(from), days))).toBe(expected);
  });

  it('is a calendar day later around the clock', () => {
    expect(iso(alwaysOpen.addBusinessDays(at('2026-02-01T22:00Z'), 2))).toBe('2026-02-03T22:00:00.000Z');
  });

  it('takes the instant of the change for a time that is skipped', () => {
    const nights = compileCalendar({
      timeZone: 'Europe/Berlin',
      windows: { sat: [['00:00', '24:00']], sun: [['00:00', '24:00']] },
    });
    expect(iso(nights.addBusinessDays(at('2026-03-28T02:30+01:00'), 1))).toBe('2026-03-29T01:00:00.000Z');
  });

  it.each([-1, 0.5, NaN, Infinity])('refuses %p days', (days) => {
    expect(() => calendar.addBusinessDays(0, days)).toThrow(RangeError);
  });
});

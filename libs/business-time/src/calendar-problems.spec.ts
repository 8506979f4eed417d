import { describe, expect, it } from '@jest/globals';
import { calendarProblems } from './calendar-problems.ts';
import { InvalidCalendar, compileCalendar } from './compile-calendar.ts';

const valid = { timeZone: 'Europe/Berlin', windows: { mon: [['09:00', '17:00']] } };

describe('calendarProblems', () => {
  it('finds nothing wrong with a calendar that has everything', () => {
    const windows = {
      mon: [['00:00', '24:00']],
      tue: [],
      wed: [
        ['13:00', '17:00'],
        ['09:00', '13:00'],
      ],
    };
    const holidays = { country: 'DE', region: 'BY-A', extraDates: ['2026-12-24'], excludeDates: ['2026-01-06'] };
    expect(calendarProblems({ timeZone: 'Asia/Kolkata', windows, holidays })).toEqual([]);
  });

  it.each([
    ['no calendar at all', undefined, [[]]],
    ['an unknown zone', { ...valid, timeZone: 'Europe/Atlantis' }, [['timeZone']]],
    ['an offset for a zone', { ...valid, timeZone: '+01:00' }, [['timeZone']]],
    ['no windows', { timeZone: 'UTC' }, [['windows']]],
    ['windows that never open', { timeZone: 'UTC', windows: { mon: [] } }, [['windows']]],
    ['a misspelt weekday', { ...valid, windows: { monday: [['09:00', '17:00']] } }, [['windows', 'monday']]],
    ['a day that is no list', { ...valid, windows: { mon: '09:00-17:00' } }, [['windows', 'mon']]],
    ['a time that is a number', { ...valid, windows: { mon: [[540, '17:00']] } }, [['windows', 'mon', '0']]],
    ['a window over midnight', { ...valid, windows: { fri: [['22:00', '06:00']] } }, [['windows', 'fri', '0']]],
    ['an empty window', { ...valid, windows: { fri: [['09:00', '09:00']] } }, [['windows', 'fri', '0']]],
    [
      'windows that overlap',
      {
        ...valid,
        windows: {
          fri: [
            ['09:00', '12:00'],
            ['11:59', '17:00'],
          ],
        },
      },
      [['windows', 'fri', '1']],
    ],
    ['holidays that are a list', { ...valid, holidays: ['2026-12-24'] }, [['holidays']]],
    ['an unknown country', { ...valid, holidays: { country: 'ZZ' } }, [['holidays', 'country']]],
    ['an unknown state', { ...valid, holidays: { country: 'DE', region: 'XX' } }, [['holidays', 'region']]],
    ['an unknown region', { ...valid, holidays: { country: 'DE', region: 'BY-XX' } }, [['holidays', 'region']]],
    ['a region without a country', { ...valid, holidays: { region: 'BY' } }, [['holidays', 'region']]],
    ['no such date', { ...valid, holidays: { extraDates: ['2026-02-30'] } }, [['holidays', 'extraDates', '0']]],
    [
      'a date both ways',
      { ...valid, holidays: { extraDates: ['2026-12-24'], excludeDates: ['2026-12-24'] } },
      [['holidays', 'excludeDates']],
    ],
    [
      'two wrong fields at once',
      { timeZone: 7, windows: { mon: [['9', '17']] } },
      [['timeZone'], ['windows', 'mon', '0']],
    ],
  ])('names the field of %s', (_, spec, paths) => {
    expect(calendarProblems(spec).map(({ path }) => path)).toEqual(paths);
  });

  it('says which regions there are', () => {
    const [problem] = calendarProblems({ ...valid, holidays: { country: 'DE', region: 'BAY' } });
    expect(problem?.message).toMatch(/unknown region "BAY" of DE: one of .*BY/);
  });
});

describe('compileCalendar', () => {
  it('refuses a wrong calendar with every wrong field in the message', () => {
    const compile = () => compileCalendar({ timeZone: 'Mars/Base', windows: { mon: [['17:00', '09:00']] } });
    expect(compile).toThrow(InvalidCalendar);
    expect(compile).toThrow(/timeZone: .*Mars\/Base.*windows\.mon\.0: must close after it opens/);
  });
});

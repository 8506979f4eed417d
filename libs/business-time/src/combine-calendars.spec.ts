import { describe, expect, it } from '@jest/globals';
import { alwaysOpen, everyDay, intersect, unite, withAbsences } from './combine-calendars.ts';
import { compileCalendar } from './compile-calendar.ts';

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const rep = compileCalendar({
  timeZone: 'Europe/Berlin',
  windows: { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']] },
});

describe('intersect', () => {
  it('lets a call clock run in the rep’s hours and the lead’s daytime', () => {
    const call = intersect(rep, everyDay('America/New_York', '09:00', '18:00'));
    expect(call.openIntervals(at('2026-02-02T00:00Z'), at('2026-02-03T00:00Z'))).toEqual([
      { fromMs: at('2026-02-02T09:00-05:00'), toMs: at('2026-02-02T17:00+01:00') },
    ]);
    expect(iso(call.addBusinessMs(at('2026-02-02T09:00+01:00'), 3 * HOUR_MS))).toBe('2026-02-03T15:00:00.000Z');
  });

  it('widens by an hour while only one side has changed its clocks', () => {
    const call = intersect(rep, everyDay('America/New_York', '09:00', '18:00'));
    expect(call.businessMsBetween(at('2026-03-09T00:00Z'), at('2026-03-10T00:00Z'))).toBe(3 * HOUR_MS);
  });

  it('has no opening when the hours never meet', () => {
    const never = intersect(rep, everyDay('Pacific/Honolulu', '09:00', '18:00'));
    expect(never.nextOpening(at('2026-02-02T00:00Z'))).toBeNull();
    expect(never.addBusinessMs(at('2026-02-02T00:00Z'), 1)).toBeNull();
    expect(never.businessMsBetween(at('2020-02-02T00:00Z'), at('2026-02-02T00:00Z'))).toBe(0);
  });

  it('counts days in the zone of the first calendar, and is always open of none', () => {
    expect(intersect(rep, alwaysOpen).timeZone).toBe('Europe/Berlin');
    expect(intersect()).toBe(alwaysOpen);
  });
});

describe('unite', () => {
  const newYork = everyDay('America/New_York', '09:00', '12:00');

  it('reaches a team while anybody of it is there', () => {
    const team = unite(rep, newYork);
    expect(team.openIntervals(at('2026-02-02T00:00Z'), at('2026-02-03T00:00Z'))).toEqual([
      { fromMs: at('2026-02-02T08:00Z'), toMs: at('2026-02-02T17:00Z') },
    ]);
    expect(iso(team.nextOpening(at('2026-02-04T00:00Z')))).toBe('2026-02-04T14:00:00.000Z');
    expect(team.timeZone).toBe('Europe/Berlin');
  });

  it('is the only one, and never opens of none', () => {
    expect(unite(rep)).toBe(rep);
    expect(unite().nextOpening(at('2026-02-02T00:00Z'))).toBeNull();
  });
});

describe('withAbsences', () => {
  it('closes overlapping absences in any order', () => {
    const absent = withAbsences(rep, [
      { fromMs: at('2026-02-02T12:00Z'), toMs: at('2026-02-03T09:00Z') },
      { fromMs: at('2026-02-02T10:00Z'), toMs: at('2026-02-02T13:00Z') },
    ]);
    expect(iso(absent.nextOpening(at('2026-02-02T10:00Z')))).toBe('2026-02-03T09:00:00.000Z');
    expect(absent.businessMsBetween(at('2026-02-02T00:00Z'), at('2026-02-04T00:00Z'))).toBe(9 * HOUR_MS);
  });

  it('never opens again for somebody who does not come back', () => {
    const gone = withAbsences(rep, [{ fromMs: at('2026-02-02T10:00Z'), toMs: Infinity }]);
    expect(gone.isOpen(at('2026-02-02T09:59Z'))).toBe(true);
    expect(gone.nextOpening(at('2026-02-02T10:00Z'))).toBeNull();
  });

  it('refuses an absence that ends before it begins', () => {
    expect(() => withAbsences(rep, [{ fromMs: 2, toMs: 1 }])).toThrow(RangeError);
    expect(() => withAbsences(rep, [{ fromMs: NaN, toMs: 1 }])).toThrow(RangeError);
  });
});

describe('alwaysOpen', () => {
  it('counts the time as it passes', () => {
    expect(alwaysOpen.isOpen(at('2026-02-01T03:00Z'))).toBe(true);
    expect(alwaysOpen.businessMsBetween(at('2016-01-01T00:00Z'), at('2026-01-01T00:00Z'))).toBe(3653 * 24 * HOUR_MS);
    expect(alwaysOpen.addBusinessMs(at('2016-01-01T00:00Z'), 3653 * 24 * HOUR_MS)).toBe(at('2026-01-01T00:00Z'));
  });
});

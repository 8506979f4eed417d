import { describe, expect, it } from '@jest/globals';
import { localDateOf, startOfLocalDate } from './local-date.ts';

describe('local dates', () => {
  it('are those of the zone', () => {
    const night = Date.parse('2026-02-01T23:30Z');
    expect(localDateOf('Europe/Berlin', night)).toBe('2026-02-02');
    expect(localDateOf('America/New_York', night)).toBe('2026-02-01');
    expect(localDateOf('Asia/Kolkata', Date.parse('9999-06-01T00:00Z'))).toBe('9999-06-01');
  });

  it('begin at midnight, or at the change where midnight is skipped', () => {
    expect(startOfLocalDate('Europe/Berlin', '2026-07-01')).toBe(Date.parse('2026-07-01T00:00+02:00'));
    expect(startOfLocalDate('Africa/Cairo', '2026-04-24')).toBe(Date.parse('2026-04-24T01:00+03:00'));
  });

  it('are refused when there is no such date or zone', () => {
    expect(() => startOfLocalDate('Europe/Berlin', '2026-02-30')).toThrow(RangeError);
    expect(() => localDateOf('Mars/Base', 0)).toThrow(RangeError);
  });
});

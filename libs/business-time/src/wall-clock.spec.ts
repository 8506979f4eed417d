import { describe, expect, it } from '@jest/globals';
import { formatWallDay, parseTimeOfDayMinutes, parseWallDay, weekdayIndexOf } from './wall-clock.ts';

describe('wall clock', () => {
  it('reads times from midnight to the end of the day', () => {
    expect(['00:00', '09:30', '24:00'].map(parseTimeOfDayMinutes)).toEqual([0, 570, 1440]);
  });

  it.each(['24:01', '12:60', '9:00', '09:00:00', '', '-1:00'])('refuses the time "%s"', (text) => {
    expect(parseTimeOfDayMinutes(text)).toBeUndefined();
  });

  it.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-1-1', '26-01-01', ''])('refuses the date "%s"', (text) => {
    expect(parseWallDay(text)).toBeUndefined();
  });

  it('knows the weekday of a date, also before 1970', () => {
    const weekday = (date: string) => weekdayIndexOf(parseWallDay(date) ?? NaN);
    expect(['1969-12-29', '1970-01-01', '2026-03-29'].map(weekday)).toEqual([0, 3, 6]);
  });

  it('writes a date as it was read', () => {
    expect(formatWallDay(parseWallDay('2024-02-29') ?? NaN)).toBe('2024-02-29');
  });
});

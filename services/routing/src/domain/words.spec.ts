import { expect, it } from '@jest/globals';
import { wallTime } from './words.ts';

const now = Date.parse('2026-03-27T09:00:00Z');

it.each([
  ['of the same day', '2026-03-27T09:15:00Z', 'Europe/Berlin', '10:15'],
  ['of the same day elsewhere', '2026-03-27T09:15:00Z', 'America/New_York', '05:15'],
  ['of another day', '2026-03-30T07:05:00Z', 'Europe/Berlin', 'Mon 30 Mar, 09:05'],
  ['of what is another day there only', '2026-03-27T23:30:00Z', 'Europe/Berlin', 'Sat 28 Mar, 00:30'],
  ['of a zone that was asked for before', '2026-03-27T09:15:00Z', 'Europe/Berlin', '10:15'],
])('tells a time %s', (_what, at, zone, words) => {
  expect(wallTime(Date.parse(at), now, zone)).toBe(words);
});

import { describe, expect, test } from '@jest/globals';
import { readInstant } from './read-instant.ts';

const iso = (text: string, zone = 'UTC'): string | null => {
  const at = readInstant(text, zone);
  return at === null ? null : new Date(at).toISOString();
};

describe('an instant as exports write it', () => {
  test('is the wall clock of the zone where it names no offset', () => {
    expect(iso('2018-02-26 19:58:54', 'America/Sao_Paulo')).toBe('2018-02-26T22:58:54.000Z');
    expect(iso('2018-01-26', 'America/Sao_Paulo')).toBe('2018-01-26T02:00:00.000Z');
    expect(iso('2018-02-26T19:58', 'Europe/Berlin')).toBe('2018-02-26T18:58:00.000Z');
  });

  test('is what it says where it names an offset, whatever the zone', () => {
    expect(iso('2018-02-26T19:58:54Z', 'Asia/Tokyo')).toBe('2018-02-26T19:58:54.000Z');
    expect(iso('2018-02-26 19:58:54.25 +0200')).toBe('2018-02-26T17:58:54.250Z');
  });

  test('a midnight that a DST change skips is the first moment of that day', () => {
    expect(iso('2017-10-15 00:00:00', 'America/Sao_Paulo')).toBe('2017-10-15T03:00:00.000Z');
  });

  test('a time that comes twice is its first', () => {
    expect(iso('2026-10-25 02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  test.each([
    '',
    'yesterday',
    '26.02.2018',
    '2018-02-30',
    '2018-13-01',
    '2018-02-26 25:00',
    '2018-02-26T',
    '1519675134',
  ])('is none: "%s"', (text) => {
    expect(readInstant(text, 'UTC')).toBeNull();
  });
});

import { describe, expect, test } from '@jest/globals';
import { nameRun, parseAsOf } from './live-run.ts';

const NOW = Date.parse('2026-11-23T10:00:00.500Z');

describe('the name of a live run', () => {
  test('carries the instant that it takes for now', () => {
    expect(nameRun(undefined, NOW)).toEqual({
      run: 'live-20261123T100000Z',
      nowMs: Date.parse('2026-11-23T10:00:00Z'),
    });
  });

  test('given again, repeats the very same run later', () => {
    const { run, nowMs } = nameRun(undefined, NOW);
    expect(nameRun(run, NOW + 3_600_000)).toEqual({ run, nowMs });
  });

  test('of the own choice begins now', () => {
    expect(nameRun('trial-2', NOW)).toEqual({ run: 'trial-2', nowMs: NOW });
  });

  test('is short and plain', () => {
    expect(() => nameRun('a b', NOW)).toThrow('--run "a b"');
  });
});

describe('--as-of', () => {
  test('is an instant with its offset', () => {
    expect(parseAsOf('2018-11-14T18:04:19-02:00')).toBe(Date.parse('2018-11-14T20:04:19Z'));
    expect(() => parseAsOf('2018-11-14')).toThrow('is no instant');
    expect(() => parseAsOf('soonZ')).toThrow('is no instant');
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseClock } from './clock.ts';

describe('the clock', () => {
  it('shows the real time unless it is told otherwise', () => {
    expect(Math.abs(parseClock(undefined).now() - Date.now())).toBeLessThan(1_000);
  });

  it('starts at the given instant and runs on from there', () => {
    const clock = parseClock('2026-03-29T00:30:00Z');
    expect(clock.now() - Date.parse('2026-03-29T00:30:00Z')).toBeLessThan(1_000);
    expect(clock.now()).toBeGreaterThanOrEqual(Date.parse('2026-03-29T00:30:00Z'));
  });

  it('is the same in two processes that are given the real instant it stands for', () => {
    const anchor = new Date(Date.now() - 60_000).toISOString();
    const clock = parseClock(`2026-03-29T00:30:00Z@${anchor}`);
    expect(Math.abs(clock.now() - Date.parse('2026-03-29T00:31:00Z'))).toBeLessThan(1_000);
  });

  it('refuses what is no instant', () => {
    expect(() => parseClock('noon')).toThrow(/ISO 8601/);
  });
});

import type { EndedAttempt } from '../domain/prediction/attempt.ts';

const HOUR_MS = 3_600_000;
export const FIRST_MS = Date.parse('2026-01-01T00:00:00Z');

/**
 * Attempts that ended one after the other, an hour each. Of those from Germany seven in ten are won and of others two in ten; whoever
 * looked at the prices is won one in ten more often. The same every time.
 */
export function someAttempts(count: number, bent = (share: number): number => share): EndedAttempt[] {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return Array.from({ length: count }, (_, at): EndedAttempt => {
    const country = random() < 0.4 ? 'DE' : random() < 0.5 ? 'FR' : 'US';
    const looks = Math.floor(random() * 4);
    const share = (country === 'DE' ? 0.7 : 0.2) + (looks > 1 ? 0.1 : 0);
    const beganAtMs = FIRST_MS + at * HOUR_MS;
    return {
      beganAtMs,
      features: { country, 'events so far': String(1 + looks), 'times pricing_viewed': String(looks) },
      won: random() < bent(share),
      endedAtMs: beganAtMs + HOUR_MS / 2,
    };
  });
}

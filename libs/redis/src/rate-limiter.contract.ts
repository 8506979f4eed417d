import { describe, expect, test } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';

/** The suite that every rate limiter passes; `create` makes one that has counted nothing yet. */
export function rateLimiterContract(name: string, create: (limit: RateLimit) => RateLimiter): void {
  describe(`${name} keeps the rate limiter's contract`, () => {
    test('a key may use its points up, and is then told how long to wait', async () => {
      const limiter = create({ points: 5, windowSeconds: 30 });
      expect(await limiter.take('a', 2)).toEqual({ allowed: true, retryAfterSeconds: 0 });
      expect(await limiter.take('a', 3)).toEqual({ allowed: true, retryAfterSeconds: 0 });
      const refused = await limiter.take('a', 1);
      expect(refused.allowed).toBe(false);
      expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(28);
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(30);
    });

    test('keys do not disturb each other', async () => {
      const limiter = create({ points: 1, windowSeconds: 30 });
      await limiter.take('a', 1);
      expect((await limiter.take('a', 1)).allowed).toBe(false);
      expect((await limiter.take('b', 1)).allowed).toBe(true);
    });

    test('takes at once are counted one by one', async () => {
      const limiter = create({ points: 10, windowSeconds: 30 });
      const answers = await Promise.all(Array.from({ length: 25 }, () => limiter.take('a', 1)));
      expect(answers.filter(({ allowed }) => allowed)).toHaveLength(10);
    });

    test('more points than the limit are refused', async () => {
      expect((await create({ points: 3, windowSeconds: 30 }).take('a', 4)).allowed).toBe(false);
    });

    test('a new window brings new points', async () => {
      const limiter = create({ points: 1, windowSeconds: 1 });
      await limiter.take('a', 1);
      expect(await limiter.take('a', 1)).toEqual({ allowed: false, retryAfterSeconds: 1 });
      await eventually(async () => expect((await limiter.take('a', 1)).allowed).toBe(true), { everyMs: 100 });
    });
  });
}

import { RateLimiterMemory } from 'rate-limiter-flexible';
import { answerOf } from './answer-of.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { RateLimit, RateLimitAnswer } from './rate-limiter.ts';

/** Counts in this process alone: right for a single process, and the fallback where Redis is away. */
export class InProcessRateLimiter extends RateLimiter {
  readonly #limiter: RateLimiterMemory;

  constructor({ points, windowSeconds }: RateLimit) {
    super();
    this.#limiter = new RateLimiterMemory({ points, duration: windowSeconds });
  }

  async take(key: string, points: number): Promise<RateLimitAnswer> {
    return answerOf(this.#limiter, key, points);
  }
}

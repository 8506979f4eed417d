import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { answerOf } from './answer-of.ts';
import { InProcessRateLimiter } from './in-process-rate-limiter.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { RateLimit, RateLimitAnswer } from './rate-limiter.ts';

/** Counts for all processes together; while Redis is away or stalls, each process counts for itself. */
export class RedisRateLimiter extends RateLimiter {
  readonly #shared: RateLimiterRedis;
  readonly #insurance: InProcessRateLimiter;

  /** `name` separates limiters that share a Redis. */
  constructor(client: Redis, name: string, limit: RateLimit) {
    super();
    this.#insurance = new InProcessRateLimiter(limit);
    this.#shared = new RateLimiterRedis({
      storeClient: client,
      keyPrefix: `smarketing:rate:${name}`,
      points: limit.points,
      duration: limit.windowSeconds,
      rejectIfRedisNotReady: true,
    });
  }

  async take(key: string, points: number): Promise<RateLimitAnswer> {
    try {
      return await answerOf(this.#shared, key, points);
    } catch {
      return this.#insurance.take(key, points);
    }
  }
}

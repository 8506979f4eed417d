import { RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { RateLimitAnswer } from './rate-limiter.ts';

/** Asks the library, whose refusals are rejections. Rejects only where it could not count. */
export async function answerOf(limiter: RateLimiterAbstract, key: string, points: number): Promise<RateLimitAnswer> {
  try {
    await limiter.consume(key, points);
    return { allowed: true, retryAfterSeconds: 0 };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
  }
}

import { InProcessRateLimiter } from './in-process-rate-limiter.ts';
import { rateLimiterContract } from './rate-limiter.contract.ts';

rateLimiterContract('InProcessRateLimiter', (limit) => new InProcessRateLimiter(limit));

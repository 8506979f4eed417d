export * from './connect-redis.ts';
export * from './in-process-rate-limiter.ts';
export * from './rate-limiter.ts';
export * from './redis-rate-limiter.ts';

/** At most so many points per key within each window; the window starts with the key's first point. */
export type RateLimit = { readonly points: number; readonly windowSeconds: number };

export type RateLimitAnswer = {
  readonly allowed: boolean;
  /** Whole seconds until the key's window ends, at least 1; 0 where allowed. */
  readonly retryAfterSeconds: number;
};

/** Counts what clients use up. Never rejects: where the count cannot be shared, each process counts for itself. */
export abstract class RateLimiter {
  /** Takes points (a positive integer) for a key, e.g. one per event of a request. */
  abstract take(key: string, points: number): Promise<RateLimitAnswer>;
}

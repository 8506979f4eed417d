import type { Pool } from 'pg';

const MIN_INTERVAL_MS = 5;

/**
 * Tells other processes that something was appended, so that they look before their next poll. A hint only, and in a transaction
 * of its own: a NOTIFY takes a lock that all commits share, which would make appends wait for each other's disk flush.
 */
export class AppendHints {
  #timer: NodeJS.Timeout | undefined;
  #nextAt = 0;

  constructor(
    private readonly pool: Pool,
    readonly channel: string,
  ) {}

  appended(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#nextAt = performance.now() + MIN_INTERVAL_MS;
        this.pool.query(`NOTIFY ${this.channel}`).catch(() => {});
      },
      Math.max(0, this.#nextAt - performance.now()),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

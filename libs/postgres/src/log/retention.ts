import type { Pool } from 'pg';

const CHUNK = 500;

/** Deletes what is past its topic's retention, in chunks so that no lock is held for long. */
export class Retention {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly clock: () => number,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.#timer ??= setInterval(() => {
      // What a failed run leaves, the next one deletes.
      this.#running = this.expire().catch(() => {});
    }, this.everyMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Answers how many batches it has deleted. Several processes may do this at once. */
  async expire(): Promise<number> {
    const { rows } = await this.pool.query<{ first_pid: number; partitions: number; retention_ms: string }>(
      `SELECT first_pid, partitions, retention_ms FROM ${this.schema}.log_topic WHERE retention_ms IS NOT NULL`,
    );
    let deleted = 0;
    for (const { first_pid, partitions, retention_ms } of rows) {
      const before = Math.round(this.clock()) - Number(retention_ms);
      for (let pid = first_pid; pid < first_pid + partitions; pid++)
        deleted += await this.#expirePartition(pid, before);
    }
    if (deleted > 0) await this.pool.query(`VACUUM ${this.schema}.log_batch`);
    return deleted;
  }

  async #expirePartition(pid: number, before: number): Promise<number> {
    let total = 0;
    for (;;) {
      const { rows } = await this.pool.query<{ deleted: number }>({
        name: `${this.schema}.log_expire`,
        text: `SELECT ${this.schema}.log_expire($1, $2, $3) AS deleted`,
        values: [pid, before, CHUNK],
      });
      const deleted = rows[0]!.deleted;
      total += deleted;
      if (deleted < CHUNK) return total;
    }
  }
}

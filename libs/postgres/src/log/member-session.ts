import type { Pool, PoolClient } from 'pg';
import { lockClasses } from './lock-classes.ts';
import { pause } from './outage.ts';

const LOCK_ATTEMPTS = 100;
const LOCK_RETRY_MS = 20;

export type TickRow = {
  readonly member: number;
  readonly surplus: number;
  readonly lanes: readonly number[];
  readonly epochs: readonly number[];
};

/**
 * The session in which this process holds its sign of life. Its calls run one after another. When the connection breaks, the next
 * call opens a new one under the same number: it ends the old backend first, which may still hold the lock.
 */
export class MemberSession {
  #client: PoolClient | undefined;
  #process: number | undefined;
  readonly #members = new Map<number, string>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly staleMs: number,
    private readonly hint: { readonly channel: string; readonly onHint: () => void } | undefined,
  ) {}

  /** Registers a member, and the group's lanes and partitions if it is the first. Answers the member's number. */
  addMember(group: string, lanes: number, pids: readonly number[]): Promise<number> {
    return this.#inTurn(async (client, process) => {
      await client.query(
        `INSERT INTO ${this.schema}.log_progress (grp, pid) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING`,
        [group, pids],
      );
      await client.query(
        `INSERT INTO ${this.schema}.log_lane (grp, lane) SELECT $1, generate_series(0, $2::int - 1) ON CONFLICT DO NOTHING`,
        [group, lanes],
      );
      const { rows } = await client.query<{ id: number }>(
        `INSERT INTO ${this.schema}.log_member (process, grp) VALUES ($1, $2) RETURNING id`,
        [process, group],
      );
      const id = rows[0]!.id;
      this.#members.set(id, group);
      return id;
    });
  }

  /** Takes a member out, so that its lanes are free. */
  removeMember(id: number): Promise<void> {
    return this.#inTurn(async (client) => {
      this.#members.delete(id);
      await client.query(
        `WITH freed AS (UPDATE ${this.schema}.log_lane SET owner = NULL WHERE owner = $1)
         DELETE FROM ${this.schema}.log_member WHERE id = $1`,
        [id],
      );
    });
  }

  /** Gives lanes back that the member has let go of. */
  release(id: number, group: string, lanes: readonly number[]): Promise<void> {
    return this.#inTurn(async (client) => {
      await client.query(
        `UPDATE ${this.schema}.log_lane SET owner = NULL WHERE grp = $2 AND owner = $1 AND lane = ANY ($3)`,
        [id, group, lanes],
      );
    });
  }

  /** Says that this process lives, claims what is free, and answers all that these members own now. */
  tick(members: readonly number[]): Promise<readonly TickRow[]> {
    return this.#inTurn(async (client, process) => {
      const { rows } = await client.query<TickRow>({
        name: `${this.schema}.log_tick`,
        text: `SELECT member, surplus, lanes, epochs FROM ${this.schema}.log_tick($1, $2, $3)`,
        values: [process, members, this.staleMs],
      });
      // Others took this process for dead for so long that they cleared it away: come back from the start.
      if (rows.length < members.length) throw new Error('this process is no longer registered as a member of the log');
      return rows;
    });
  }

  /** Ends the session; what this process still owns is free for others at once. */
  async close(): Promise<void> {
    await this.#queue.catch(() => {});
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    await client.query(`DELETE FROM ${this.schema}.log_process WHERE id = $1`, [this.#process]).catch(() => {});
    client.release(true);
  }

  #inTurn<T>(call: (client: PoolClient, process: number) => Promise<T>): Promise<T> {
    const turn = this.#queue.then(async () => {
      const { client, process } = await this.#connected();
      try {
        return await call(client, process);
      } catch (error) {
        this.#drop(client);
        throw error;
      }
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #connected(): Promise<{ client: PoolClient; process: number }> {
    if (this.#client !== undefined && this.#process !== undefined)
      return { client: this.#client, process: this.#process };
    const client = await this.pool.connect();
    client.on('error', () => this.#drop(client));
    this.#client = client;
    try {
      const process = (this.#process ??= await this.#newNumber(client));
      await this.#lock(client, process);
      await this.#register(client, process);
      return { client, process };
    } catch (error) {
      this.#drop(client);
      throw error;
    }
  }

  async #newNumber(client: PoolClient): Promise<number> {
    const { rows } = await client.query<{ id: number }>(
      `SELECT nextval(pg_get_serial_sequence('${this.schema}.log_process', 'id'))::int AS id`,
    );
    return rows[0]!.id;
  }

  async #lock(client: PoolClient, process: number): Promise<void> {
    const key = [lockClasses(this.schema).processes, process];
    for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', key);
      if (rows[0]!.got) return;
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE locktype = 'advisory' AND classid::bigint = $1 AND objid::bigint = $2 AND objsubid = 2 AND pid <> pg_backend_pid()`,
        key,
      );
      await pause(LOCK_RETRY_MS);
    }
    throw new Error('an earlier connection of this process still holds its place in the log and does not end');
  }

  async #register(client: PoolClient, process: number): Promise<void> {
    await client.query(
      `INSERT INTO ${this.schema}.log_process AS p (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()`,
      [process],
    );
    await client.query(
      `INSERT INTO ${this.schema}.log_member (id, process, grp) SELECT m.id, $1, m.grp FROM unnest($2::int[], $3::text[]) AS m (id, grp)
       ON CONFLICT DO NOTHING`,
      [process, [...this.#members.keys()], [...this.#members.values()]],
    );
    if (this.hint !== undefined) {
      client.on('notification', this.hint.onHint);
      await client.query(`LISTEN ${this.hint.channel}`);
    }
    // What died without a word leaves its rows behind; nobody counts them, so an hour is soon enough.
    await client.query(
      `DELETE FROM ${this.schema}.log_process WHERE seen_at < clock_timestamp() - interval '1 hour'
       AND id <> ALL (${this.schema}.log_living($1, 3600000))`,
      [process],
    );
  }

  #drop(client: PoolClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    client.release(true);
  }
}

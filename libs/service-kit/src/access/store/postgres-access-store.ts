import { inTransaction } from '@smarketing/postgres';
import type { Pool } from 'pg';
import type { Person } from '../principal.ts';
import type { StoredKey } from '../stored-key.ts';
import { AccessStore, type AccessChange, type KeyPage, type NumberedEntry } from './access-store.ts';
import { FROM_KEYS, SELECT_KEYS, keyOf, personOf, type KeyRow } from './key-rows.ts';
import { PostgresAccessChange } from './postgres-access-change.ts';

/** Of one look-up: longer than this nobody waits to be let in. */
const LOOK_UP_MS = 2_000;

export class PostgresAccessStore extends AccessStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    super();
    this.#pool = pool;
  }

  async findKeys(digests: readonly string[]): Promise<ReadonlyMap<string, StoredKey>> {
    // Without a time limit a connection that went dead would be waited for until the network gives it up.
    const query = {
      text: `${SELECT_KEYS}, encode(k.digest, 'hex') AS digest ${FROM_KEYS} WHERE k.digest = ANY($1::bytea[])`,
      values: [digests.map((digest) => Buffer.from(digest, 'hex'))],
      query_timeout: LOOK_UP_MS,
    };
    const { rows } = await this.#pool.query<KeyRow & { digest: string }>(query);
    return new Map(rows.map(({ digest, ...row }) => [digest, keyOf(row)]));
  }

  async keys({ activeAtMs, limit, after }: KeyPage): Promise<readonly StoredKey[]> {
    const { rows } = await this.#pool.query<KeyRow>(
      `${SELECT_KEYS} ${FROM_KEYS}
       WHERE ($1::bigint IS NULL OR (k.revoked_at_ms IS NULL AND (k.expires_at_ms IS NULL OR k.expires_at_ms > $1)))
         AND ($2::text IS NULL OR k.id < $2)
       ORDER BY k.id DESC LIMIT $3`,
      [activeAtMs, after ?? null, limit],
    );
    return rows.map(keyOf);
  }

  async people(): Promise<readonly Person[]> {
    const { rows } = await this.#pool.query<{ id: string; name: string; roles: string[] }>(
      'SELECT id, name, roles FROM access.people ORDER BY id',
    );
    return rows.map(personOf);
  }

  async audit(limit: number, before: number | undefined): Promise<readonly NumberedEntry[]> {
    const { rows } = await this.#pool.query<NumberedEntry>(
      `SELECT number, at_ms AS "atMs", by, what, details FROM access.audit
       WHERE $1::bigint IS NULL OR number < $1 ORDER BY number DESC LIMIT $2`,
      [before ?? null, limit],
    );
    return rows;
  }

  change<T>(work: (change: AccessChange) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, ({ client }) => work(new PostgresAccessChange(client)));
  }
}

import type { PoolClient } from 'pg';
import type { Person } from '../principal.ts';
import type { StoredKey } from '../stored-key.ts';
import { AccessChange, type AuditEntry, type Holder, type NewKey } from './access-store.ts';
import { FROM_KEYS, SELECT_KEYS, keyOf, personOf, type KeyRow } from './key-rows.ts';

/** In a running transaction. */
export class PostgresAccessChange extends AccessChange {
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    super();
    this.#client = client;
  }

  async lockHolder(id: string, nowMs: number): Promise<Holder> {
    // By name and not by row: a holder that is new has no row to lock.
    await this.#client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`smarketing key holder ${id}`]);
    const people = await this.#client.query<{ id: string; name: string; roles: string[] }>(
      'SELECT id, name, roles FROM access.people WHERE id = $1',
      [id],
    );
    const keys = await this.#client.query<KeyRow>(
      `${SELECT_KEYS} ${FROM_KEYS} WHERE k.holder = $1 AND k.revoked_at_ms IS NULL
         AND (k.expires_at_ms IS NULL OR k.expires_at_ms > $2) ORDER BY k.id`,
      [id, nowMs],
    );
    const programs = await this.#client.query<{ known: boolean }>(
      'SELECT EXISTS (SELECT FROM access.keys WHERE holder = $1 AND person_id IS NULL) AS known',
      [id],
    );
    const [person] = people.rows;
    return {
      person: person ? personOf(person) : null,
      activeKeys: keys.rows.map(keyOf),
      isProgram: programs.rows[0]!.known,
    };
  }

  async lockKey(id: string): Promise<StoredKey | null> {
    const { rows } = await this.#client.query<KeyRow>(`${SELECT_KEYS} ${FROM_KEYS} WHERE k.id = $1 FOR UPDATE OF k`, [
      id,
    ]);
    return rows[0] ? keyOf(rows[0]) : null;
  }

  async addKey(key: NewKey, digest: string): Promise<void> {
    const { id, name, person, scopes, createdAtMs, createdBy, expiresAtMs } = key;
    await this.#client.query(
      `INSERT INTO access.keys (id, digest, name, person_id, scopes, created_at_ms, created_by, expires_at_ms)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, Buffer.from(digest, 'hex'), name, person?.id ?? null, scopes, createdAtMs, createdBy, expiresAtMs],
    );
  }

  async revokeKey(id: string, atMs: number, by: string): Promise<void> {
    await this.#client.query('UPDATE access.keys SET revoked_at_ms = $2, revoked_by = $3 WHERE id = $1', [
      id,
      atMs,
      by,
    ]);
  }

  async putPerson({ id, name, roles }: Person): Promise<void> {
    await this.#client.query(
      `INSERT INTO access.people (id, name, roles) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles`,
      [id, name, roles],
    );
  }

  async addAudit({ atMs, by, what, details }: AuditEntry): Promise<void> {
    await this.#client.query('INSERT INTO access.audit (at_ms, by, what, details) VALUES ($1, $2, $3, $4::json)', [
      atMs,
      by,
      what,
      JSON.stringify(details),
    ]);
  }
}

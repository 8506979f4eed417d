import type { Tx } from '@smarketing/messaging';
import { clientOf, prepared, type Migration } from '@smarketing/postgres';
import { ServiceDatabase } from '../service-database.ts';
import { Broadcasts, type Broadcast, type StoredBroadcast } from './broadcasts.ts';

export const broadcastMigrations: readonly Migration[] = [
  {
    name: 'broadcasts',
    sql: `
      CREATE TABLE broadcasts (
        key text PRIMARY KEY, kind text NOT NULL, revision bigint NOT NULL, version bigint NOT NULL, body json NOT NULL
      );
      CREATE TABLE broadcasts_revision (id int PRIMARY KEY DEFAULT 1 CHECK (id = 1), revision bigint NOT NULL);
      INSERT INTO broadcasts_revision (revision) VALUES (0);
    `,
  },
];

export class PostgresBroadcasts extends Broadcasts {
  private readonly database: ServiceDatabase;

  constructor(database: ServiceDatabase) {
    super();
    this.database = database;
  }

  async load(keys: readonly string[], _events: unknown, tx: Tx): Promise<Map<string, Broadcast>> {
    const { rows } = await clientOf(tx).query<Broadcast & { key: string }>(
      `SELECT key, kind, revision::int AS revision, version::int AS version, body
         FROM ${this.database.schema}.broadcasts WHERE key = ANY($1)`,
      [keys],
    );
    return new Map(rows.map(({ key, ...broadcast }) => [key, broadcast]));
  }

  async save(states: ReadonlyMap<string, Broadcast>, tx: Tx): Promise<void> {
    const { schema } = this.database;
    const rows = [...states].map(([key, state]) => ({ key, ...state }));
    await clientOf(tx).query(
      `INSERT INTO ${schema}.broadcasts (key, kind, revision, version, body)
       SELECT key, kind, revision, version, body
         FROM json_to_recordset($1::json) AS row (key text, kind text, revision bigint, version bigint, body json)
       ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, version = excluded.version, body = excluded.body`,
      [JSON.stringify(rows)],
    );
    await clientOf(tx).query(`UPDATE ${schema}.broadcasts_revision SET revision = revision + 1`);
  }

  async revision(): Promise<number> {
    const { rows } = await this.database.pool.query<{ revision: string }>(
      prepared(`SELECT revision FROM ${this.database.schema}.broadcasts_revision`, []),
    );
    return Number(rows[0]?.revision ?? 0);
  }

  async all(): Promise<readonly StoredBroadcast[]> {
    const { rows } = await this.database.pool.query<StoredBroadcast>(
      `SELECT key, kind, body FROM ${this.database.schema}.broadcasts ORDER BY key`,
    );
    return rows;
  }
}

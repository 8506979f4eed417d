import type { AgreementDocument } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import { AgreementStore, type AgreementVersion, type ReferenceItem } from './agreement-store.ts';

type Row = {
  version: number;
  title: string;
  effective_from: Date;
  activated_at: Date;
  signed: boolean;
  activated_by: string;
  yaml: string;
  document: AgreementDocument;
};

export class PostgresAgreementStore extends AgreementStore {
  private readonly database: ServiceDatabase;

  constructor(database: ServiceDatabase) {
    super();
    this.database = database;
  }

  private table(name: string): string {
    return `${this.database.schema}.${name}`;
  }

  async versions(): Promise<readonly AgreementVersion[]> {
    const { rows } = await this.database.pool.query<Row>(
      `SELECT * FROM ${this.table('versions')} ORDER BY version DESC`,
    );
    return rows.map(toVersion);
  }

  async version(version: number): Promise<AgreementVersion | null> {
    const { rows } = await this.database.pool.query<Row>(`SELECT * FROM ${this.table('versions')} WHERE version = $1`, [
      version,
    ]);
    return rows[0] ? toVersion(rows[0]) : null;
  }

  async lockVersions(tx: Tx): Promise<readonly { readonly version: number; readonly signed: boolean }[]> {
    const client = clientOf(tx);
    // The table's lock, not its rows': the first version has no row to lock.
    await client.query(`LOCK TABLE ${this.table('versions')} IN SHARE ROW EXCLUSIVE MODE`);
    const { rows } = await client.query<{ version: number; signed: boolean }>(
      `SELECT version, signed FROM ${this.table('versions')} ORDER BY version`,
    );
    return rows;
  }

  async addVersion(tx: Tx, version: AgreementVersion): Promise<void> {
    await clientOf(tx).query(
      `INSERT INTO ${this.table('versions')}
         (version, title, effective_from, activated_at, signed, activated_by, yaml, document)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::json)`,
      [
        version.version,
        version.title,
        version.effectiveFrom,
        version.activatedAt,
        version.signed,
        version.activatedBy,
        version.yaml,
        JSON.stringify(version.document),
      ],
    );
  }

  async references(kind: ReferenceItem['kind']): Promise<readonly ReferenceItem[]> {
    const { rows } = await this.database.pool.query<ReferenceItem>(
      `SELECT kind, id, revision, body FROM ${this.table('reference_items')} WHERE kind = $1 ORDER BY id`,
      [kind],
    );
    return rows;
  }

  async lockReference(tx: Tx, kind: ReferenceItem['kind'], id: string): Promise<ReferenceItem | null> {
    const client = clientOf(tx);
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${kind}/${id}`]);
    const { rows } = await client.query<ReferenceItem>(
      `SELECT kind, id, revision, body FROM ${this.table('reference_items')} WHERE kind = $1 AND id = $2`,
      [kind, id],
    );
    return rows[0] ?? null;
  }

  async putReference(tx: Tx, item: ReferenceItem): Promise<void> {
    await clientOf(tx).query(
      `INSERT INTO ${this.table('reference_items')} (kind, id, revision, body) VALUES ($1, $2, $3, $4::json)
       ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body`,
      [item.kind, item.id, item.revision, JSON.stringify(item.body)],
    );
  }
}

function toVersion(row: Row): AgreementVersion {
  return {
    version: row.version,
    title: row.title,
    effectiveFrom: row.effective_from.toISOString(),
    activatedAt: row.activated_at.toISOString(),
    signed: row.signed,
    activatedBy: row.activated_by,
    yaml: row.yaml,
    document: row.document,
  };
}

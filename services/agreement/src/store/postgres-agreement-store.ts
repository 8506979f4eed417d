import type { AgreementDocument } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import type { AuditAction, AuditEntry, AuditSubject } from '../domain/audit-entry.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Signature } from '../domain/signature.ts';
import { AgreementStore, type AgreementVersion, type AuditQuery, type ReferenceItem } from './agreement-store.ts';

type Row = {
  version: number;
  title: string;
  effective_from: Date;
  activated_at: Date;
  signed: boolean;
  activated_by: string;
  signatures: readonly Signature[];
  yaml: string;
  document: AgreementDocument;
};

type AuditRow = {
  position: string;
  at: Date;
  by: string;
  action: AuditAction;
  proposal_id: string | null;
  version: number | null;
  about: AuditSubject;
  item_id: string | null;
  details: readonly string[];
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

  async lockVersions(tx: Tx): Promise<readonly AgreementVersion[]> {
    const client = clientOf(tx);
    // The table's lock, not its rows': the first version has no row to lock.
    await client.query(`LOCK TABLE ${this.table('versions')} IN SHARE ROW EXCLUSIVE MODE`);
    const { rows } = await client.query<Row>(`SELECT * FROM ${this.table('versions')} ORDER BY version DESC`);
    return rows.map(toVersion);
  }

  async addVersion(tx: Tx, version: AgreementVersion): Promise<void> {
    await clientOf(tx).query(
      `INSERT INTO ${this.table('versions')}
         (version, title, effective_from, activated_at, signed, activated_by, signatures, yaml, document)
       VALUES ($1, $2, $3, $4, $5, $6, $7::json, $8, $9::json)`,
      [
        version.version,
        version.title,
        version.effectiveFrom,
        version.activatedAt,
        version.signed,
        version.activatedBy,
        JSON.stringify(version.signatures),
        version.yaml,
        JSON.stringify(version.document),
      ],
    );
  }

  async proposals(): Promise<readonly Proposal[]> {
    const { rows } = await this.database.pool.query<{ body: Proposal }>(
      `SELECT body FROM ${this.table('proposals')} ORDER BY created_at DESC, id`,
    );
    return rows.map(({ body }) => body);
  }

  async proposal(id: string): Promise<Proposal | null> {
    const { rows } = await this.database.pool.query<{ body: Proposal }>(
      `SELECT body FROM ${this.table('proposals')} WHERE id = $1`,
      [id],
    );
    return rows[0]?.body ?? null;
  }

  async lockProposal(tx: Tx, id: string): Promise<Proposal | null> {
    const { rows } = await clientOf(tx).query<{ body: Proposal }>(
      `SELECT body FROM ${this.table('proposals')} WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return rows[0]?.body ?? null;
  }

  async putProposal(tx: Tx, proposal: Proposal): Promise<void> {
    await clientOf(tx).query(
      `INSERT INTO ${this.table('proposals')} (id, created_at, body) VALUES ($1, $2, $3::json)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
      [proposal.id, proposal.createdAt, JSON.stringify(proposal)],
    );
  }

  async addAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    for (const { at, by, action, proposalId, version, about, itemId, details } of entries) {
      await clientOf(tx).query(
        `INSERT INTO ${this.table('audit')} (at, by, action, proposal_id, version, about, item_id, details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::json)`,
        [at, by, action, proposalId, version, about, itemId, JSON.stringify(details)],
      );
    }
  }

  async audit({ before, about, limit }: AuditQuery): Promise<readonly (AuditEntry & { readonly position: number })[]> {
    const { rows } = await this.database.pool.query<AuditRow>(
      `SELECT * FROM ${this.table('audit')}
        WHERE ($1::bigint IS NULL OR position < $1) AND ($2::text IS NULL OR about = $2) ORDER BY position DESC LIMIT $3`,
      [before, about, limit],
    );
    return rows.map(({ at, proposal_id, item_id, position, ...row }) => ({
      ...row,
      position: Number(position),
      at: at.toISOString(),
      proposalId: proposal_id,
      itemId: item_id,
    }));
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
    signatures: row.signatures,
    yaml: row.yaml,
    document: row.document,
  };
}

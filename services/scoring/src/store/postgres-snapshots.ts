import type { Tx } from '@smarketing/messaging';
import { clientOf, prepared } from '@smarketing/postgres';
import pg from 'pg';
import type { LeadAtHand } from '../domain/lead-score.ts';
import { SNAPSHOTS_KEPT, distinctSnapshots } from '../domain/profile-snapshot.ts';

/** What a profile was when: the newest few of each lead. */
export class PostgresSnapshots {
  readonly #noteSql: string;
  readonly #dropSql: string;

  constructor(schema: string) {
    const snapshots = `${pg.escapeIdentifier(schema)}.profile_snapshot`;
    // Of the same version told twice, the one that knows when it was heard of.
    this.#noteSql = `INSERT INTO ${snapshots} AS known (lead, version, from_ms, body)
      SELECT lead, version, from_ms, body::json
        FROM json_to_recordset($1::json) AS r (lead text, version int, from_ms bigint, body text)
      ON CONFLICT (lead, version) DO UPDATE SET from_ms = excluded.from_ms WHERE known.from_ms IS NULL`;
    this.#dropSql = `DELETE FROM ${snapshots} AS p
      USING unnest($1::text[]) AS noted (lead) CROSS JOIN LATERAL (
        SELECT version FROM ${snapshots} WHERE lead = noted.lead ORDER BY version DESC OFFSET ${SNAPSHOTS_KEPT - 1} LIMIT 1
      ) AS oldest
      WHERE p.lead = noted.lead AND p.version < oldest.version`;
  }

  /** Only what tells of a profile costs a statement, which is seldom. */
  async save(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const noted = [...leads].filter(([, { atHand }]) => atHand.snapshots.length > 0);
    if (noted.length === 0) return;
    noted.sort(([a], [b]) => (a < b ? -1 : 1));
    const rows = noted.flatMap(([lead, { atHand }]) =>
      distinctSnapshots(atHand.snapshots)
        .toSorted((a, b) => a.version - b.version)
        .map(({ version, fromMs, fields }) => ({ lead, version, from_ms: fromMs, body: JSON.stringify(fields) })),
    );
    await clientOf(tx).query(prepared(this.#noteSql, [JSON.stringify(rows)]));
    // Versions count from one: of a profile that has had fewer there are not too many.
    const newest = (lead: string, version: number): number => Math.max(version, leads.get(lead)!.profile.version);
    const many = rows.filter(({ lead, version }) => newest(lead, version) > SNAPSHOTS_KEPT).map(({ lead }) => lead);
    if (many.length > 0) await clientOf(tx).query(this.#dropSql, [[...new Set(many)]]);
  }
}

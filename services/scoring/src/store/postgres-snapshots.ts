import type { Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
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
      USING (SELECT lead, version, row_number() OVER (PARTITION BY lead ORDER BY version DESC) AS place
        FROM ${snapshots} WHERE lead = ANY($1::text[])) AS placed
      WHERE p.lead = placed.lead AND p.version = placed.version AND placed.place > ${SNAPSHOTS_KEPT}`;
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
    await clientOf(tx).query(this.#noteSql, [JSON.stringify(rows)]);
    await clientOf(tx).query(this.#dropSql, [noted.map(([lead]) => lead)]);
  }
}

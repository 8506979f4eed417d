import { clientOf, storableText } from '@smarketing/postgres';
import type { Tx } from '@smarketing/messaging';
import pg from 'pg';
import type { LeadAtHand } from '../domain/lead-score.ts';
import { featuresOf } from '../domain/prediction/features.ts';
import { attemptNotes } from './attempt-notes.ts';
import type { PostgresHistories } from './postgres-histories.ts';

/** Writes attempts to sell: a row as each begins, with the lead as it is known then, and its outcome when it ends. */
export class PostgresAttempts {
  readonly #histories: PostgresHistories;
  readonly #beganSql: string;
  readonly #endedSql: string;
  readonly #withdrawnSql: string;

  constructor(schema: string, histories: PostgresHistories) {
    const name = pg.escapeIdentifier(schema);
    this.#histories = histories;
    this.#beganSql = `INSERT INTO ${name}.attempt (cycle_id, lead, began_at_ms, features)
      SELECT cycle_id, lead, began_at_ms, features::json
        FROM json_to_recordset($1::json) AS r (cycle_id text, lead text, began_at_ms bigint, features text)
      ON CONFLICT (cycle_id) DO NOTHING`;
    this.#endedSql = `UPDATE ${name}.attempt AS a SET outcome = r.outcome, ended_at_ms = r.ended_at_ms,
             known = nextval('${name}.attempt_known')
        FROM json_to_recordset($1::json) AS r (cycle_id text, outcome text, ended_at_ms bigint)
       WHERE a.cycle_id = r.cycle_id AND a.outcome IS NULL`;
    this.#withdrawnSql = `DELETE FROM ${name}.attempt WHERE lead = ANY($1::text[])`;
  }

  /** Asked after the batch's evidence is written. */
  async save(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const { withdrawn, began, ended } = attemptNotes(leads);
    if (withdrawn.length > 0) await clientOf(tx).query(this.#withdrawnSql, [withdrawn]);
    if (began.length > 0) {
      const whose = new Map(began.map(({ leadId }) => [leadId, leads.get(leadId)!]));
      // Also what was forgotten: a lead that is built again was known by all of it when the attempt began.
      const evidence = await this.#histories.everOf(whose, tx);
      const rows = began.map(({ leadId, cycleId, atMs, fields }) => ({
        cycle_id: storableText(cycleId),
        lead: leadId,
        began_at_ms: atMs,
        features: JSON.stringify(featuresOf(fields, evidence.get(leadId)?.() ?? [], atMs)),
      }));
      await clientOf(tx).query(this.#beganSql, [JSON.stringify(rows)]);
    }
    if (ended.length > 0) {
      const rows = ended.map(({ cycleId, atMs, outcome }) => ({
        ...{ cycle_id: storableText(cycleId), outcome, ended_at_ms: atMs },
      }));
      await clientOf(tx).query(this.#endedSql, [JSON.stringify(rows)]);
    }
  }
}

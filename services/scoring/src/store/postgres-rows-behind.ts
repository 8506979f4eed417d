import type { Tx } from '@smarketing/messaging';
import { clientOf, storableText } from '@smarketing/postgres';
import pg from 'pg';
import type { LeadScore } from '../domain/lead-score.ts';
import { completed, type StoredScore } from '../domain/stored-score.ts';
import type { RowAndLead, SavePlan } from './kept-leads.ts';

/** Leads whose rows lack some of their evidence: which lanes have such leads is marked, so that a claim need not look at the rows of all. */
export class PostgresRowsBehind {
  readonly #markedSql: string;
  readonly #behindSql: string;
  readonly #findSql: string;
  readonly #markSql: string;
  readonly #clearSql: string;

  constructor(schema: string, leads: string) {
    const name = pg.escapeIdentifier(schema);
    // Read off the index alone.
    const later = `SELECT max(e.nth) AS nth FROM ${name}.evidence AS e
      WHERE e.lead = s.key AND e.generation = s.generation AND e.nth > s.noted`;
    this.#markedSql = `SELECT lane FROM ${name}.lane_behind WHERE lane = ANY($1::int[])`;
    this.#behindSql = `SELECT s.lane, s.key, s.body, later.nth FROM ${leads} AS s, LATERAL (${later}) AS later
      WHERE s.lane = ANY($1::int[]) AND later.nth IS NOT NULL`;
    this.#findSql = `SELECT s.body, (${later}) AS nth FROM ${leads} AS s WHERE s.key = $1`;
    this.#markSql = `INSERT INTO ${name}.lane_behind (lane) SELECT unnest($1::int[]) ON CONFLICT DO NOTHING`;
    this.#clearSql = `DELETE FROM ${name}.lane_behind WHERE lane = ANY($1::int[])`;
  }

  /** By lane, for each that is marked: those who are behind. */
  async of(lanes: readonly number[], tx: Tx): Promise<ReadonlyMap<number, ReadonlyMap<string, RowAndLead>>> {
    const { rows: marked } = await clientOf(tx).query<{ lane: number }>(this.#markedSql, [lanes]);
    const behind = new Map(marked.map(({ lane }) => [lane, new Map<string, RowAndLead>()]));
    if (behind.size === 0) return behind;
    const { rows } = await clientOf(tx).query<Row & { lane: number; key: string }>(this.#behindSql, [
      [...behind.keys()],
    ]);
    for (const { lane, key, body, nth } of rows) {
      const row = completed(body);
      behind.get(lane)?.set(key, { row, lead: caughtUp(row, nth) });
    }
    return behind;
  }

  /** As last committed, whatever its row lacks. */
  async find(leadId: string, pool: pg.Pool): Promise<LeadScore | null> {
    const { rows } = await pool.query<Row>(this.#findSql, [storableText(leadId)]);
    return rows[0] === undefined ? null : caughtUp(completed(rows[0].body), rows[0].nth);
  }

  async mark({ marked, cleared }: Pick<SavePlan, 'marked' | 'cleared'>, tx: Tx): Promise<void> {
    if (marked.length > 0) await clientOf(tx).query(this.#markSql, [marked]);
    if (cleared.length > 0) await clientOf(tx).query(this.#clearSql, [cleared]);
  }
}

type Row = { readonly body: StoredScore; readonly nth: number | null };

/** A lead whose row was made before evidence up to `nth` came: its tallies, and all that is derived with them, are to be folded anew. */
function caughtUp(row: LeadScore, nth: number | null): LeadScore {
  return nth === null ? row : { ...row, noted: nth, tallies: { ...row.tallies, rebuild: true } };
}

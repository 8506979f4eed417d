import type { ScorableEvent } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import { clientOf, column } from '@smarketing/postgres';
import pg from 'pg';
import { instantOf } from '../domain/evidence-of.ts';
import type { History, LeadAtHand, LeadScore } from '../domain/lead-score.ts';

/** How many pieces of a lead's evidence make a pack: compressed, they are small enough for a row that is not moved into a table beside. */
const PACK = 16;

type Generation = Pick<LeadScore, 'generation'>;

/**
 * All that leads have done, each the oldest first. A lead's evidence lies as far apart in its table as it came, a page for each piece, so
 * every sixteen pieces are written once more, together and compressed, by the batch that brings the last of them. What is in no
 * pack is read piece by piece: of evidence without a number that is all.
 */
export class PostgresHistories {
  readonly #ofSql: string;
  readonly #everSql: string;
  readonly #storedSql: string;
  readonly #packSql: string;
  readonly #forgetSql: string;

  /** `leads`: the table of the leads' rows. */
  constructor(schema: string, leads: string) {
    const name = pg.escapeIdentifier(schema);
    const evidence = `${name}.evidence`;
    const packs = `${name}.evidence_pack`;
    const loose = (which: string): string => `SELECT e.body FROM ${evidence} AS e WHERE e.lead = s.lead AND ${which}`;
    const counts = 'e.generation = s.generation';
    // One text for each lead: a row for each event costs the driver more than reading it does.
    const histories = (of: string, ...more: readonly string[]): string => `SELECT s.lead, packed.bodies AS packed, (
        SELECT string_agg(e.body::text, ',') FROM (
          ${[`e.nth > packed.through AND ${counts}`, `e.nth = 0 AND ${counts}`, ...more].map(loose).join(' UNION ALL ')}
        ) AS e) AS loose
      FROM ${of} CROSS JOIN LATERAL (
        SELECT string_agg(p.bodies, ',') AS bodies, coalesce(max(p.through), 0) AS through FROM ${packs} AS p
          WHERE p.lead = s.lead AND p.generation = s.generation) AS packed`;
    const named = 'unnest($1::text[], $2::int[]) AS s (lead, generation)';
    this.#ofSql = histories(named);
    this.#everSql = histories(named, 's.generation > 0 AND e.generation <> s.generation');
    this.#storedSql = histories(`(SELECT key AS lead, generation FROM ${leads} WHERE key = ANY($1::text[])) AS s`);
    const through = `(e.nth + ${PACK - 1}) / ${PACK} * ${PACK}`;
    // Lead by lead: joined, the evidence of all leads would be read for the few that have enough.
    this.#packSql = `INSERT INTO ${packs} (lead, generation, through, bodies)
      SELECT s.lead, s.generation, full_ones.through, full_ones.bodies
        FROM unnest($1::text[], $2::int[], $3::int[]) AS s (lead, generation, through) CROSS JOIN LATERAL (
          SELECT coalesce(max(p.through), 0) AS through FROM ${packs} AS p
            WHERE p.lead = s.lead AND p.generation = s.generation) AS packed
        CROSS JOIN LATERAL (
          SELECT ${through} AS through, string_agg(e.body::text, ',') AS bodies FROM ${evidence} AS e
            WHERE e.lead = s.lead AND e.nth > packed.through AND e.nth <= s.through AND ${counts}
            GROUP BY ${through}) AS full_ones`;
    this.#forgetSql = `DELETE FROM ${packs} WHERE lead = ANY($1::text[])`;
  }

  /** Of some leads: what counts. */
  of(leads: ReadonlyMap<string, Generation>, tx: Tx): Promise<ReadonlyMap<string, History>> {
    return read(this.#ofSql, leads, tx);
  }

  /** Whether it counts or was forgotten. */
  everOf(leads: ReadonlyMap<string, Generation>, tx: Tx): Promise<ReadonlyMap<string, History>> {
    return read(this.#everSql, leads, tx);
  }

  /** What counts as last committed; of those who are known. */
  async stored(leadIds: readonly string[], pool: pg.Pool): Promise<ReadonlyMap<string, History>> {
    const { rows } = await pool.query<Row>(this.#storedSql, [column('text', leadIds, (leadId) => leadId)]);
    return historiesIn(rows);
  }

  /** Packs what has become enough for it; asked after the batch's evidence is written. */
  async pack(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const full: { readonly lead: string; readonly generation: number; readonly through: number }[] = [];
    for (const [lead, { generation, noted, atHand }] of leads) {
      const through = packedOf(noted + atHand.added.length);
      if (through > packedOf(noted)) full.push({ lead, generation, through });
    }
    if (full.length === 0) return;
    await clientOf(tx).query(this.#packSql, [
      column('text', full, ({ lead }) => lead),
      full.map(({ generation }) => generation),
      full.map(({ through }) => through),
    ]);
  }

  /** Their evidence counts no more. */
  async forget(leadIds: readonly string[], tx: Tx): Promise<void> {
    await clientOf(tx).query(this.#forgetSql, [leadIds]);
  }
}

/** Of so many pieces, how many are in packs. */
const packedOf = (noted: number): number => noted - (noted % PACK);

async function read(
  sql: string,
  leads: ReadonlyMap<string, Generation>,
  tx: Tx,
): Promise<ReadonlyMap<string, History>> {
  if (leads.size === 0) return new Map();
  const { rows } = await clientOf(tx).query<Row>(sql, [
    column('text', [...leads.keys()], (lead) => lead),
    Array.from(leads.values(), ({ generation }) => generation),
  ]);
  return historiesIn(rows);
}

/** Each the inside of a JSON array; null where there is none. */
type Row = { readonly lead: string; readonly packed: string | null; readonly loose: string | null };

function historiesIn(rows: readonly Row[]): ReadonlyMap<string, History> {
  return new Map(rows.map(({ lead, packed, loose }) => [lead, historyIn(packed, loose)]));
}

/** Whoever asks a second time will ask a third time, too: a lead that is told again, event by event. */
function historyIn(...bodies: readonly (string | null)[]): History {
  let kept: readonly ScorableEvent[] | undefined;
  let isAskedAgain = false;
  return () => {
    if (kept !== undefined) return kept;
    const text = bodies.filter((each) => each !== null).join(',');
    const events = (JSON.parse(`[${text}]`) as ScorableEvent[]).sort(inOrder);
    if (isAskedAgain) kept = events;
    isAskedAgain = true;
    return events;
  };
}

/** By time; of the same instant by id, whatever order of text the database has. */
function inOrder(a: ScorableEvent, b: ScorableEvent): number {
  return instantOf(a) - instantOf(b) || (a.id < b.id ? -1 : 1);
}

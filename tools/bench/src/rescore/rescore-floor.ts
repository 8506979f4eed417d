import type { Platform } from '@smarketing/service-kit';

type Pool = Platform['pool'];

const COPY = 'rescore_floor';
/** As many connections as a sweep has lanes under way. */
const CONNECTIONS = 2;
const PAGE = 100;

type Row = { readonly key: string; readonly body: string; readonly packed: string | null; readonly loose: string };

/**
 * The least that scoring leads again can take where all is folded: of each lead its row and its history are read and parsed, and a row of the
 * same length is written, page by page and durably, with what says how far it is. Nothing is decided, and nobody is told.
 */
export class RescoreFloor {
  readonly #pool: Pool;
  readonly #leads: number;
  #version = 0;

  private constructor(pool: Pool, leads: number) {
    this.#pool = pool;
    this.#leads = leads;
  }

  /** On a copy of the leads' rows, which should be as long by now as rows of scored leads are. */
  static async of(pool: Pool, leads: number): Promise<RescoreFloor> {
    await pool.query(`CREATE TABLE ${COPY} (LIKE scoring.lead_score INCLUDING ALL)`);
    // What LIKE leaves out: rows of leads are not compressed.
    await pool.query(`ALTER TABLE ${COPY} SET (toast_tuple_target = 8160)`);
    await pool.query(`INSERT INTO ${COPY} SELECT * FROM scoring.lead_score`);
    await pool.query(`UPDATE ${COPY} SET agreement_version = 0`);
    await pool.query(`VACUUM ANALYZE ${COPY}`);
    return new RescoreFloor(pool, leads);
  }

  /** Resolves with seconds; rejects where it has not come by every lead and at least so much evidence. */
  async measure(events: number): Promise<number> {
    const version = ++this.#version;
    const { rows } = await this.#pool.query<{ lane: number }>(`SELECT DISTINCT lane FROM ${COPY} ORDER BY lane`);
    const lanes = rows.map(({ lane }) => lane);
    let leads = 0;
    let parsed = 0;
    const startedMs = performance.now();
    const works = Array.from({ length: CONNECTIONS }, async () => {
      for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
        let page = await this.#page(lane, '', version);
        while (page.length > 0) {
          leads += page.length;
          for (const { packed, loose } of page) parsed += historyOf(packed, loose).length;
          await this.#write(page, version);
          page = await this.#page(lane, page.at(-1)!.key, version);
        }
      }
    });
    await Promise.all(works);
    const seconds = (performance.now() - startedMs) / 1_000;
    if (leads !== this.#leads) throw new Error(`the floor came by ${leads} of ${this.#leads} leads`);
    if (parsed < events) throw new Error(`the floor read ${parsed} of ${events} events`);
    return seconds;
  }

  async #page(lane: number, after: string, version: number): Promise<readonly Row[]> {
    const { rows } = await this.#pool.query<Row>({
      name: 'rescore-floor-page',
      text: `SELECT s.key, s.body::text AS body, packed.bodies AS packed,
          (SELECT coalesce(string_agg(e.body::text, ','), '') FROM scoring.evidence AS e
            WHERE e.lead = s.key AND e.nth > packed.through) AS loose
        FROM (SELECT key, body FROM ${COPY} WHERE lane = $1 AND key > $2 AND agreement_version < $3
               ORDER BY lane, key LIMIT ${PAGE}) AS s
        CROSS JOIN LATERAL (SELECT string_agg(p.bodies, ',') AS bodies, coalesce(max(p.through), 0) AS through
          FROM scoring.evidence_pack AS p WHERE p.lead = s.key AND p.generation = 0) AS packed`,
      values: [lane, after, version],
    });
    return rows;
  }

  async #write(page: readonly Row[], version: number): Promise<void> {
    const bodies = page.map(({ body }) => JSON.stringify(JSON.parse(body)));
    await this.#pool.query({
      name: 'rescore-floor-write',
      text: `UPDATE ${COPY} AS s SET body = r.body::json, agreement_version = $3
        FROM unnest($1::text[], $2::text[]) AS r (key, body) WHERE s.key = r.key`,
      values: [page.map(({ key }) => key), bodies, version],
    });
  }
}

function historyOf(...parts: readonly (string | null)[]): readonly unknown[] {
  const text = parts.filter((part) => part !== null && part !== '').join(',');
  return JSON.parse(`[${text}]`) as readonly unknown[];
}

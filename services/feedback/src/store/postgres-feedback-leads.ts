import type { CloudEvent } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { KeyedTable } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { newFeedbackLead } from '../domain/feedback-lead.ts';
import type { FeedbackLead } from '../domain/feedback-lead.ts';
import { forgotten } from '../domain/forget.ts';
import type { FunnelCounts } from '../domain/funnel.ts';
import { stages } from '../domain/stages.ts';
import { completed } from '../domain/stored-lead.ts';
import { EXAMPLES_SHOWN, FeedbackLeads } from './feedback-leads.ts';
import type { FunnelQuery, ObjectionCount } from './feedback-leads.ts';
import { reportColumns } from './report-columns.ts';

const TABLE = 'feedback_lead';

const CUSTOMER = stages.indexOf('customer');
/** Per stage how many came so far, and for how many of them nobody ever said so. */
const STAGE_COUNTS = stages
  .map((stage, index) => {
    const stated = stage === 'lead' ? 'first_at' : `${stage}_at`;
    return `(count(*) FILTER (WHERE reached >= ${index}))::int AS "${stage}",
            (count(*) FILTER (WHERE reached >= ${index} AND ${stated} IS NULL))::int AS "${stage} implied"`;
  })
  .join(', ');

type FunnelRow = { readonly is_total: boolean; readonly key: string | null; readonly won: number } & Readonly<
  Record<string, number>
>;
type ObjectionRow = ObjectionCount & { readonly total: number };

export class PostgresFeedbackLeads extends FeedbackLeads {
  readonly #pool: pg.Pool;
  readonly #table: KeyedTable<FeedbackLead>;
  readonly #name: string;

  constructor({ pool, schema }: ServiceDatabase) {
    super();
    this.#pool = pool;
    this.#name = `${pg.escapeIdentifier(schema)}.${TABLE}`;
    this.#table = new KeyedTable<FeedbackLead>({
      schema,
      table: TABLE,
      initial: newFeedbackLead,
      completed,
      columns: reportColumns,
    });
  }

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, FeedbackLead>> {
    return this.#table.load(keys, events, tx);
  }

  save(states: ReadonlyMap<string, FeedbackLead>, tx: Tx): Promise<void> {
    return this.#table.save(states, tx);
  }

  override claimed(lanes: readonly number[]): void {
    this.#table.claimed(lanes);
  }

  override dismissed(lanes: readonly number[]): void {
    this.#table.dismissed(lanes);
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    for await (const keys of this.#table.keysOf(lanes, tx)) {
      const leads = await this.load(keys, [], tx);
      await this.#table.save(new Map([...leads].map(([key, lead]) => [key, forgotten(lead)])), tx);
    }
  }

  async find(leadId: string): Promise<FeedbackLead | null> {
    const { rows } = await this.#pool.query<{ body: FeedbackLead }>(`SELECT body FROM ${this.#name} WHERE key = $1`, [
      leadId,
    ]);
    return rows[0] === undefined ? null : completed(rows[0].body);
  }

  async funnel({ by, timeZone }: FunnelQuery): Promise<FunnelCounts> {
    const isCohort = by === 'cohort';
    // Months are grouped as timestamps: spelling them out is done per group and not per lead.
    const key = isCohort ? `date_trunc('month', first_at AT TIME ZONE $1)` : by;
    const { rows } = await this.#pool.query<FunnelRow>(
      `WITH leads AS (SELECT *, ${key} AS k FROM ${this.#name} WHERE reached >= 0)
       SELECT grouping(k) = 1 AS is_total, ${isCohort ? `to_char(k, 'YYYY-MM')` : 'k'} AS key,
              (count(*) FILTER (WHERE reached >= ${CUSTOMER}))::int AS won, ${STAGE_COUNTS}
         FROM leads GROUP BY GROUPING SETS ((), (k))`,
      isCohort ? [timeZone] : [],
    );
    const total = rows.find((row) => row.is_total)!;
    return {
      leads: total['lead']!,
      won: total.won,
      stages: Object.fromEntries(
        stages.map((stage) => [stage, { leads: total[stage]!, implied: total[`${stage} implied`]! }]),
      ) as FunnelCounts['stages'],
      groups: rows.flatMap((row) => (row.is_total ? [] : [{ key: row.key, leads: row['lead']!, won: row.won }])),
    };
  }

  async objections(limit: number): Promise<{ total: number; items: ObjectionCount[] }> {
    const { rows } = await this.#pool.query<ObjectionRow>(
      `WITH heard AS (
         SELECT lead.key AS lead_id, o ->> 'key' AS objection, o ->> 'text' AS text, o ->> 'pain' AS pain,
                (o ->> 'atMs')::bigint AS at_ms
           FROM ${this.#name} AS lead, json_array_elements(lead.objections) AS o)
       SELECT objection, count(*)::int AS count, count(DISTINCT lead_id)::int AS leads, max(at_ms) AS "lastAtMs",
              (array_agg(json_build_object('leadId', lead_id, 'text', text, 'pain', pain, 'atMs', at_ms)
                         ORDER BY at_ms DESC, lead_id COLLATE "C"))[1:${EXAMPLES_SHOWN}] AS examples,
              (sum(count(*)) OVER ())::int AS total
         FROM heard GROUP BY objection ORDER BY count(*) DESC, objection COLLATE "C" LIMIT $1`,
      [limit],
    );
    return { total: rows[0]?.total ?? 0, items: rows.map(({ total: _, ...item }) => item) };
  }
}

import type { CloudEvent } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { KeyedTable } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { newSlaLead } from '../domain/sla-lead.ts';
import type { SlaLead } from '../domain/sla-lead.ts';
import { SlaLeads, firstDueMs, owingReps } from './sla-leads.ts';
import type { DueLead, DueQuery } from './sla-leads.ts';

const TABLE = 'sla_lead';

type Row = { readonly key: string; readonly due_at_ms: string | number; readonly body: SlaLead };

export class PostgresSlaLeads extends SlaLeads {
  readonly #pool: pg.Pool;
  readonly #table: KeyedTable<SlaLead>;
  readonly #name: string;

  constructor({ pool, schema }: ServiceDatabase) {
    super();
    this.#pool = pool;
    this.#name = `${pg.escapeIdentifier(schema)}.${TABLE}`;
    this.#table = new KeyedTable<SlaLead>({
      schema,
      table: TABLE,
      initial: newSlaLead,
      columns: {
        due_at_ms: { type: 'bigint', of: firstDueMs },
        reps: { type: 'text', of: owingReps },
      },
    });
  }

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, SlaLead>> {
    return this.#table.load(keys, events, tx);
  }

  save(states: ReadonlyMap<string, SlaLead>, tx: Tx): Promise<void> {
    return this.#table.save(states, tx);
  }

  override claimed(lanes: readonly number[]): void {
    this.#table.claimed(lanes);
  }

  override dismissed(lanes: readonly number[]): void {
    this.#table.dismissed(lanes);
  }

  async find(leadId: string): Promise<SlaLead | null> {
    const { rows } = await this.#pool.query<Row>(`SELECT body FROM ${this.#name} WHERE key = $1`, [leadId]);
    return rows[0]?.body ?? null;
  }

  async due({ untilMs, repId, after, limit }: DueQuery): Promise<readonly DueLead[]> {
    const { rows } = await this.#pool.query<Row>(
      `SELECT key, due_at_ms, body FROM ${this.#name}
        WHERE due_at_ms <= $1
          AND ($2::text IS NULL OR strpos(reps, $2) > 0)
          AND ($3::bigint IS NULL OR (due_at_ms, key) > ($3, $4))
        ORDER BY due_at_ms, key LIMIT $5`,
      [untilMs, repId === null ? null : `|${repId}|`, after?.dueAtMs ?? null, after?.leadId ?? '', limit],
    );
    return rows.map(({ key, due_at_ms, body }) => ({ leadId: key, dueAtMs: Number(due_at_ms), lead: body }));
  }
}

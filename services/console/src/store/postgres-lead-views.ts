import type { CloudEvent, JsonValue } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { KeyedTable, storableText, type ColumnType } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { newLeadView, type LeadView } from '../domain/lead-view.ts';
import {
  LeadViews,
  searchable,
  wanted,
  type LeadCount,
  type LeadQuery,
  type Searchable,
  type StoredLead,
} from './lead-views.ts';

const TABLE = 'lead_view';

const COLUMNS: Readonly<Record<keyof Searchable, ColumnType>> = {
  email: 'text',
  crm_id: 'text',
  user_id: 'text',
  source: 'text',
  stage: 'text',
  outcome: 'text',
  grade: 'text',
  owner_id: 'text',
  words: 'text',
  last_event_at_ms: 'bigint',
};

export class PostgresLeadViews extends LeadViews {
  readonly #pool: pg.Pool;
  readonly #table: KeyedTable<LeadView>;
  readonly #name: string;

  constructor({ pool, schema }: ServiceDatabase) {
    super();
    this.#pool = pool;
    this.#name = `${pg.escapeIdentifier(schema)}.${TABLE}`;
    this.#table = new KeyedTable<LeadView>({ schema, table: TABLE, initial: newLeadView, columns: computed() });
  }

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadView>> {
    return this.#table.load(keys, events, tx);
  }

  save(states: ReadonlyMap<string, LeadView>, tx: Tx): Promise<void> {
    return this.#table.save(states, tx);
  }

  override claimed(lanes: readonly number[]): void {
    this.#table.claimed(lanes);
  }

  override dismissed(lanes: readonly number[]): void {
    this.#table.dismissed(lanes);
  }

  async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    for await (const keys of this.#table.keysOf(lanes, tx)) {
      await this.#table.remove(keys, tx);
    }
  }

  async find(id: string): Promise<LeadView | null> {
    const { rows } = await this.#pool.query<{ body: LeadView }>(`SELECT body FROM ${this.#name} WHERE key = $1`, [
      storableText(id),
    ]);
    return rows[0]?.body ?? null;
  }

  async list({ filter, after, limit }: LeadQuery): Promise<readonly StoredLead[]> {
    const values: unknown[] = [limit];
    const conditions: string[] = [];
    for (const [column, value] of Object.entries(wanted(filter))) {
      values.push(storableText(value));
      conditions.push(column === 'words' ? `strpos(words, $${values.length}) > 0` : `${column} = $${values.length}`);
    }
    if (after !== null) {
      values.push(after.lastEventAtMs, storableText(after.id));
      conditions.push(`(last_event_at_ms, key) < ($${values.length - 1}, $${values.length})`);
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const { rows } = await this.#pool.query<{ key: string; body: LeadView }>(
      `SELECT key, body FROM ${this.#name} ${where} ORDER BY last_event_at_ms DESC, key DESC LIMIT $1`,
      values,
    );
    return rows.map(({ key, body }) => ({ id: key, view: body }));
  }

  async counts(): Promise<readonly LeadCount[]> {
    const { rows } = await this.#pool.query<LeadCount>(
      `SELECT stage, outcome, count(*)::int AS count FROM ${this.#name} GROUP BY stage, outcome`,
    );
    return rows;
  }
}

/** A save draws all columns of a row from one description of it. */
function computed() {
  const drawn = new WeakMap<LeadView, Searchable>();
  const of = (view: LeadView, id: string): Searchable => {
    const found = drawn.get(view) ?? searchable(view, id);
    drawn.set(view, found);
    return found;
  };
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([name, type]) => [
      name,
      { type, of: (view: LeadView, id: string): JsonValue => of(view, id)[name as keyof Searchable] },
    ]),
  );
}

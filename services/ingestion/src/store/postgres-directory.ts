import type { CloudEvent } from '@smarketing/contracts';
import { Conflict, type Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
import pg from 'pg';
import type { ClientEvent, LedgerRow } from '../domain/client-event.ts';
import { DirectoryView } from '../domain/directory-view.ts';
import { identifierKey, type IdentifierKind } from '../domain/identity/identifiers.ts';
import type { Lead } from '../domain/lead.ts';
import { directorySql, eventColumns, type DirectorySql } from './directory-sql.ts';
import { Directory, type Evidence, type TimelinePlace } from './directory.ts';
import { isLeadId, leadsToChange, wantedBy } from './wanted.ts';

const MOST_MOVES = 10;

/**
 * The directory in PostgreSQL: one statement per table and batch. Locks are taken in one order everywhere: events, then leads by
 * id (shared, or for a change where one is to be expected); identifiers need none, since whoever takes one away locks its
 * lead first. New rows that another process wrote first, and leads that it changed meanwhile, end in Conflict.
 */
export class PostgresDirectory extends Directory {
  readonly #pool: pg.Pool;
  readonly #sql: DirectorySql;

  constructor({ pool, schema }: { readonly pool: pg.Pool; readonly schema: string }) {
    super();
    this.#pool = pool;
    this.#sql = directorySql(pg.escapeIdentifier(schema));
  }

  async load(events: readonly CloudEvent[], tx: Tx): Promise<DirectoryView> {
    const client = clientOf(tx);
    const view = new DirectoryView();
    const wanted = wantedBy(events);
    if (wanted.events.length === 0) return view;
    const ledger = await client.query<LedgerRow>(this.#sql.loadEvents, [JSON.stringify(wanted.events)]);
    for (const row of ledger.rows) view.addLedgerRow(row);
    if (wanted.identifiers.length > 0) {
      const named = await client.query<{ kind: IdentifierKind; value: string; leadId: string }>(
        this.#sql.loadIdentifiers,
        [JSON.stringify(wanted.identifiers)],
      );
      for (const row of named.rows) view.names.set(identifierKey(row), row.leadId);
    }
    const changing = leadsToChange(events, (identifier) => view.names.get(identifierKey(identifier)));
    const others = [...new Set([...view.names.values(), ...wanted.leadIds])].filter((id) => !changing.has(id));
    await this.#loadLeads(client, view, this.#sql.lockLeadsToChange, [...changing]);
    await this.#loadLeads(client, view, this.#sql.lockLeads, others);
    return view;
  }

  /** Follows merged leads to the survivors. */
  async #loadLeads(client: pg.PoolClient, view: DirectoryView, sql: string, ids: readonly string[]): Promise<void> {
    let missing = ids.filter((id) => !view.leads.has(id));
    for (let moves = 0; missing.length > 0 && moves < MOST_MOVES; moves++) {
      const { rows } = await client.query<Lead>(sql, [missing.toSorted()]);
      for (const lead of rows) view.leads.set(lead.id, lead);
      const targets = new Set(rows.flatMap((lead) => (lead.movedTo === null ? [] : [lead.movedTo])));
      missing = [...targets].filter((id) => !view.leads.has(id));
    }
  }

  async save(view: DirectoryView, tx: Tx): Promise<void> {
    const client = clientOf(tx);
    const namings = [...view.namings.values()].map(({ identifier, leadId, from }) => ({ ...identifier, leadId, from }));
    const leads = [...view.changed].map(([id, loaded]) => ({ ...view.leads.get(id)!, loaded }));
    await insertEvents(client, this.#sql.insertEvents, view.rows);
    await write(client, this.#sql.countRepeats, [...view.repeats.values()]);
    await write(
      client,
      this.#sql.insertIdentifiers,
      namings.filter((naming) => naming.from === undefined),
    );
    await write(
      client,
      this.#sql.moveIdentifiers,
      namings.filter((naming) => naming.from !== undefined),
    );
    await write(
      client,
      this.#sql.insertLeads,
      leads.filter((lead) => lead.loaded === 0),
    );
    await write(
      client,
      this.#sql.updateLeads,
      leads.filter((lead) => lead.loaded > 0),
    );
  }

  async timeline(leadId: string, limit: number, place?: TimelinePlace): Promise<readonly Evidence[] | null> {
    if (!isLeadId(leadId)) return null;
    const { rows } = await this.#pool.query<Evidence>(this.#sql.timeline, [
      leadId,
      limit,
      place?.occurredAtMs ?? null,
      place?.eventId ?? null,
    ]);
    if (rows.length > 0) return rows;
    const known = await this.#pool.query(this.#sql.leadExists, [leadId]);
    return known.rowCount === 0 ? null : [];
  }
}

/** One statement for all rows; fewer rows written than given means that another process was first. */
async function write(client: pg.PoolClient, sql: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await writeAll(client, sql, [JSON.stringify(rows)], rows.length);
}

async function insertEvents(client: pg.PoolClient, sql: string, rows: readonly ClientEvent[]): Promise<void> {
  if (rows.length > 0) await writeAll(client, sql, eventColumns(rows), rows.length);
}

async function writeAll(client: pg.PoolClient, sql: string, values: readonly unknown[], count: number): Promise<void> {
  const { rowCount } = await client.query(sql, [...values]);
  if ((rowCount ?? 0) < count) throw new Conflict('another process wrote the same rows of the directory first');
}

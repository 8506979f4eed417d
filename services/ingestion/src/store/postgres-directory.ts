import type { CloudEvent } from '@smarketing/contracts';
import { Conflict, together, type Tx } from '@smarketing/messaging';
import { clientOf, prepared } from '@smarketing/postgres';
import pg from 'pg';
import type { LedgerRow } from '../domain/client-event.ts';
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
    const [ledger, named] = await together([
      () => client.query<LedgerRow>(this.#sql.loadEvents, [JSON.stringify(wanted.events)]),
      () => namedBy(client, this.#sql.loadIdentifiers, wanted.identifiers),
    ]);
    for (const row of ledger.rows) view.addLedgerRow(row);
    for (const row of named) view.names.set(identifierKey(row), row.leadId);
    const changing = leadsToChange(events, (identifier) => view.names.get(identifierKey(identifier)));
    const others = [...new Set([...view.names.values(), ...wanted.leadIds])].filter((id) => !changing.has(id));
    await together([
      () => this.#loadLeads(client, view, this.#sql.lockLeadsToChange, [...changing]),
      () => this.#loadLeads(client, view, this.#sql.lockLeads, others),
    ]);
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
    const given = namings.filter((naming) => naming.from === undefined);
    const moved = namings.filter((naming) => naming.from !== undefined);
    const fresh = leads.filter((lead) => lead.loaded === 0);
    const known = leads.filter((lead) => lead.loaded > 0);
    const { insertEvents, insertIdentifiers, insertLeads, countRepeats, moveIdentifiers, updateLeads } = this.#sql;
    const insert = (sql: string, rows: readonly object[]) => () =>
      write(client, prepared(sql, [JSON.stringify(rows)]), rows.length);
    const update = (text: string, rows: readonly object[]) => () =>
      write(client, { text, values: [JSON.stringify(rows)] }, rows.length);
    await together([
      () => write(client, prepared(insertEvents, eventColumns(view.rows)), view.rows.length),
      update(countRepeats, [...view.repeats.values()]),
      insert(insertIdentifiers, given),
      update(moveIdentifiers, moved),
      insert(insertLeads, fresh),
      update(updateLeads, known),
    ]);
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

type Named = { readonly kind: IdentifierKind; readonly value: string; readonly leadId: string };

async function namedBy(client: pg.PoolClient, sql: string, identifiers: readonly object[]): Promise<readonly Named[]> {
  if (identifiers.length === 0) return [];
  return (await client.query<Named>(sql, [JSON.stringify(identifiers)])).rows;
}

/** One statement for all rows; fewer rows written than given means that another process was first. */
async function write(client: pg.PoolClient, statement: pg.QueryConfig, count: number): Promise<void> {
  if (count === 0) return;
  const { rowCount } = await client.query(statement);
  if ((rowCount ?? 0) < count) throw new Conflict('another process wrote the same rows of the directory first');
}

import type { CloudEvent } from '@smarketing/contracts';
import { together, type Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { applyToView } from '../domain/book-view.ts';
import type {
  Account,
  AccountCycle,
  AccountDeal,
  BookChanges,
  BookView,
  RoutingDecision,
  Seat,
  StoredPacket,
} from '../domain/book-view.ts';
import { Book } from './book.ts';
import { concernedAccounts } from './concerned-accounts.ts';
import { foldChanges } from './fold-changes.ts';

type CycleRow = {
  cycle_id: string;
  domain: string;
  lead_id: string;
  since_ms: number;
  rep_id: string | null;
  assignment_id: string | null;
};
type DealRow = { domain: string; rep_id: string; at_ms: number };

/** A table of what was decided, written once and read newest first, and the column that names each. */
type Archive = { readonly table: string; readonly id: string };
const DECISIONS: Archive = { table: 'decisions', id: 'decision_id' };
const PACKETS: Archive = { table: 'packets', id: 'assignment_id' };

export class PostgresBook extends Book {
  readonly #pool: pg.Pool;
  readonly #schema: string;

  constructor({ pool, schema }: ServiceDatabase) {
    super();
    this.#pool = pool;
    this.#schema = pg.escapeIdentifier(schema);
  }

  /** Waits for whoever has the book: the lock on its row lasts until the batch commits. */
  async load(events: readonly CloudEvent[], tx: Tx, leadIds: readonly string[]): Promise<BookView> {
    const client = clientOf(tx);
    const s = this.#schema;
    const domains = concernedAccounts(events);
    // Each is answered after the one before: what is read is what the last holder of the book has left.
    const [, seats, cycles] = await together([
      () => client.query(`SELECT FROM ${s}.book FOR UPDATE`),
      () => client.query<{ body: Seat }>(`SELECT body FROM ${s}.seats`),
      () =>
        client.query<CycleRow>(
          `SELECT cycle_id, domain, lead_id, since_ms, rep_id, assignment_id FROM ${s}.account_cycles
            WHERE domain = ANY($1::text[])
               OR domain = ANY(ARRAY(SELECT domain FROM ${s}.account_cycles WHERE lead_id = ANY($2::text[])))
            ORDER BY since_ms, cycle_id`,
          [domains, leadIds],
        ),
    ]);
    const known = [...new Set([...domains, ...cycles.rows.map(({ domain }) => domain)])];
    const deals =
      known.length === 0
        ? []
        : (
            await client.query<DealRow>(
              `SELECT domain, rep_id, at_ms FROM ${s}.account_deals WHERE domain = ANY($1::text[])`,
              [known],
            )
          ).rows;
    return {
      seats: new Map(seats.rows.map(({ body }) => [body.repId, body])),
      accounts: accountsOf(cycles.rows, deals),
      changes: [],
    };
  }

  apply(view: BookView, changes: BookChanges): void {
    applyToView(view, changes);
  }

  async save(view: BookView, tx: Tx): Promise<void> {
    const client = clientOf(tx);
    const s = this.#schema;
    const rows = foldChanges(view.changes);
    // Bodies travel as strings inside the JSON parameter: its splitter fails on \u0000 wherever it sees one.
    const write = (list: readonly unknown[], sql: string) => async (): Promise<void> => {
      if (list.length > 0) await client.query(sql, [JSON.stringify(list)]);
    };
    const keep = <T extends { readonly leadId: string; readonly atMs: number }>(
      { table, id }: Archive,
      bodies: readonly T[],
      idOf: (body: T) => string,
    ) =>
      write(
        bodies.map((body) => ({ id: idOf(body), lead_id: body.leadId, at_ms: body.atMs, body: JSON.stringify(body) })),
        `INSERT INTO ${s}.${table} (${id}, lead_id, at_ms, body)
         SELECT id, lead_id, at_ms, body::json FROM json_to_recordset($1::json)
             AS r (id text, lead_id text, at_ms bigint, body text)
         ON CONFLICT (${id}) DO NOTHING`,
      );
    await together([
      write(
        rows.seats.map((seat) => ({ rep_id: seat.repId, open_leads: seat.openLeads, body: JSON.stringify(seat) })),
        `INSERT INTO ${s}.seats (rep_id, open_leads, body)
         SELECT rep_id, open_leads, body::json FROM json_to_recordset($1::json) AS r (rep_id text, open_leads int, body text)
         ON CONFLICT (rep_id) DO UPDATE SET open_leads = excluded.open_leads, body = excluded.body`,
      ),
      write(
        rows.accountCycles.map((cycle) => ({
          cycle_id: cycle.cycleId,
          domain: cycle.domain,
          lead_id: cycle.leadId,
          since_ms: cycle.sinceMs,
          rep_id: cycle.repId,
          assignment_id: cycle.assignmentId,
        })),
        `INSERT INTO ${s}.account_cycles (cycle_id, domain, lead_id, since_ms, rep_id, assignment_id)
         SELECT cycle_id, domain, lead_id, since_ms, rep_id, assignment_id FROM json_to_recordset($1::json)
             AS r (cycle_id text, domain text, lead_id text, since_ms bigint, rep_id text, assignment_id text)
         ON CONFLICT (cycle_id) DO UPDATE SET rep_id = excluded.rep_id, assignment_id = excluded.assignment_id`,
      ),
      write(
        rows.closedCycles,
        `DELETE FROM ${s}.account_cycles WHERE cycle_id IN (SELECT json_array_elements_text($1::json))`,
      ),
      write(
        rows.accountDeals.map(({ domain, repId, atMs }) => ({ domain, rep_id: repId, at_ms: atMs })),
        `INSERT INTO ${s}.account_deals AS known (domain, rep_id, at_ms)
         SELECT domain, rep_id, at_ms FROM json_to_recordset($1::json) AS r (domain text, rep_id text, at_ms bigint)
         ON CONFLICT (domain) DO UPDATE SET rep_id = excluded.rep_id, at_ms = excluded.at_ms WHERE known.at_ms < excluded.at_ms`,
      ),
      keep(DECISIONS, rows.decisions, ({ decisionId }) => decisionId),
      keep(PACKETS, rows.packets, ({ assignmentId }) => assignmentId),
    ]);
  }

  async seats(): Promise<readonly Seat[]> {
    const { rows } = await this.#pool.query<{ body: Seat }>(`SELECT body FROM ${this.#schema}.seats ORDER BY rep_id`);
    return rows.map(({ body }) => body);
  }

  async decisionsOf(leadId: string, limit: number): Promise<readonly RoutingDecision[]> {
    return this.#newest<RoutingDecision>(DECISIONS, leadId, limit);
  }

  async packetsOf(leadId: string, limit: number): Promise<readonly StoredPacket[]> {
    return this.#newest<StoredPacket>(PACKETS, leadId, limit);
  }

  async #newest<T>({ table, id }: Archive, leadId: string, limit: number): Promise<readonly T[]> {
    const { rows } = await this.#pool.query<{ body: T }>(
      `SELECT body FROM ${this.#schema}.${table} WHERE lead_id = $1 ORDER BY at_ms DESC, ${id} DESC LIMIT $2`,
      [leadId, limit],
    );
    return rows.map(({ body }) => body);
  }
}

/** `cycles` come oldest first. */
function accountsOf(cycles: readonly CycleRow[], deals: readonly DealRow[]): Map<string, Account> {
  const open = new Map<string, AccountCycle[]>();
  for (const row of cycles) {
    const {
      domain,
      cycle_id: cycleId,
      lead_id: leadId,
      since_ms: sinceMs,
      rep_id: repId,
      assignment_id: assignmentId,
    } = row;
    const cycle: AccountCycle = { domain, cycleId, leadId, sinceMs, repId, assignmentId };
    open.set(domain, [...(open.get(domain) ?? []), cycle]);
  }
  const lastDeals = new Map<string, Omit<AccountDeal, 'domain'>>(
    deals.map(({ domain, rep_id: repId, at_ms: atMs }) => [domain, { repId, atMs }]),
  );
  return new Map(
    [...new Set([...open.keys(), ...lastDeals.keys()])].map((domain) => [
      domain,
      { open: open.get(domain) ?? [], lastDeal: lastDeals.get(domain) ?? null },
    ]),
  );
}

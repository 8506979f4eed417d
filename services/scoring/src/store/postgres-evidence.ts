import type { ScorableEvent } from '@smarketing/agreement';
import { Conflict, together, type Tx } from '@smarketing/messaging';
import { clientOf, column, prepared, storableText } from '@smarketing/postgres';
import pg from 'pg';
import { instantOf } from '../domain/evidence-of.ts';
import type { KnownEvidence, LeadAtHand } from '../domain/lead-score.ts';
import { mailSignOf } from '../domain/mail-sign.ts';
import type { NamedMail } from './lead-scores.ts';

/** How many batches look for what is known already, after one in which something was. */
const BATCHES_ON_GUARD = 100;

/**
 * The rows of evidence: read and written whole batches at a time. Of a lead, each has a number, counted from 1: the lead's row says up to
 * which of them it was made. Only evidence of its lead's generation counts.
 */
export class PostgresEvidence {
  readonly #knownSql: string;
  readonly #ofMailsSql: string;
  readonly #addNewSql: string;
  readonly #addSql: string;
  readonly #weighedSql: string;
  readonly #isOwner: () => boolean;
  #onGuard = 0;
  /** Transactions that did not look for what is known already. */
  readonly #blind = new WeakSet<Tx>();

  /** `leads`: the table of the leads' rows; `isOwner`: whether this process takes batches of lanes that it has claimed. */
  constructor(schema: string, leads: string, isOwner: () => boolean) {
    this.#isOwner = isOwner;
    const name = pg.escapeIdentifier(schema);
    const evidence = `${name}.evidence`;
    const counts = 'e.generation = s.generation';
    this.#knownSql = `SELECT e.event_id, e.weighed, CASE WHEN ${counts} THEN NULL ELSE e.body END AS forgotten
      FROM ${evidence} AS e JOIN ${leads} AS s ON s.key = e.lead WHERE e.event_id = ANY($1::text[])`;
    // Pair by pair: of two lists, an index on both would be asked for each lead and each mail.
    this.#ofMailsSql = `SELECT e.lead, e.body FROM unnest($1::text[], $2::text[]) AS named (lead, mail), LATERAL (
        SELECT e.lead, e.body, e.at_ms, e.event_id FROM ${evidence} AS e JOIN ${leads} AS s ON s.key = e.lead
          WHERE e.lead = named.lead AND e.mail = named.mail AND ${counts} OFFSET 0
      ) AS e ORDER BY e.lead, e.at_ms, e.event_id`;
    const columns = 'event_id, lead, type, at_ms, occurred_at_ms, received_at_ms, generation, weighed, mail, nth, body';
    const insert = `INSERT INTO ${evidence} AS known (${columns}) SELECT ${columns} FROM unnest($1::text[], $2::text[], $3::text[],
        $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::boolean[], $9::text[], $10::int[], $11::json[]) AS r (${columns})
      ON CONFLICT (event_id) DO`;
    this.#addNewSql = `${insert} NOTHING`;
    this.#addSql = `${insert} UPDATE SET generation = excluded.generation, weighed = excluded.weighed,
             type = excluded.type, at_ms = excluded.at_ms, occurred_at_ms = excluded.occurred_at_ms,
             received_at_ms = excluded.received_at_ms, mail = excluded.mail, nth = excluded.nth, body = excluded.body
       WHERE known.generation < excluded.generation`;
    this.#weighedSql = `UPDATE ${evidence} SET weighed = true WHERE event_id = ANY($1::text[])`;
  }

  /**
   * Which of these are evidence already. Hardly ever any is, since ingestion lets each pass once, and writing finds out anyway: so
   * an owner of lanes does not look, until a batch had to be decided again because one was.
   */
  async known(eventIds: readonly string[], tx: Tx): Promise<ReadonlyMap<string, KnownEvidence>> {
    if (eventIds.length === 0) return new Map();
    if (!this.#looks) {
      this.#blind.add(tx);
      return new Map();
    }
    const ids = new Map(eventIds.map((id) => [storableText(id), id]));
    const { rows } = await clientOf(tx).query<KnownEvidence & { event_id: string }>(this.#knownSql, [[...ids.keys()]]);
    if (rows.length > 0) this.#onGuard = BATCHES_ON_GUARD;
    return new Map(
      rows.map(({ event_id, weighed, forgotten: body }) => [ids.get(event_id)!, { weighed, forgotten: body }]),
    );
  }

  async ofMails(mails: readonly NamedMail[], tx: Tx): Promise<ReadonlyMap<string, readonly ScorableEvent[]>> {
    const evidence = new Map<string, ScorableEvent[]>();
    if (mails.length === 0) return evidence;
    const asked = [
      column('text', mails, ({ lead }) => storableText(lead)),
      column('text', mails, ({ messageId }) => storableText(messageId)),
    ];
    const { rows } = await clientOf(tx).query<{ lead: string; body: ScorableEvent }>(this.#ofMailsSql, asked);
    for (const { lead, body } of rows) {
      const found = evidence.get(lead);
      if (found === undefined) evidence.set(lead, [body]);
      else found.push(body);
    }
    return evidence;
  }

  /** Writes what the leads of a batch have got. Throws Conflict where some of it was known though nobody had looked. */
  async save(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const rows: EvidenceRow[] = [];
    const weighed: string[] = [];
    for (const [lead, { atHand, generation, noted }] of leads) {
      for (const [index, { event, weighed: isWeighed }] of atHand.added.entries()) {
        rows.push(rowOf(lead, event, { generation, weighed: isWeighed, nth: noted + index + 1 }));
      }
      weighed.push(...atHand.weighed.map(storableText));
    }
    // Sorted, so that two transactions take their locks in the same order.
    rows.sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
    await together([
      async () => {
        if (rows.length > 0) await this.#add(rows, tx);
      },
      async () => {
        if (weighed.length > 0) await clientOf(tx).query(this.#weighedSql, [weighed.sort()]);
      },
    ]);
  }

  get #looks(): boolean {
    return this.#onGuard > 0 || !this.#isOwner();
  }

  async #add(rows: readonly EvidenceRow[], tx: Tx): Promise<void> {
    // Another batch may have come upon known evidence since this one was loaded without a look.
    const isLookedFor = this.#looks && !this.#blind.has(tx);
    const { rowCount } = await clientOf(tx).query(
      prepared(isLookedFor ? this.#addSql : this.#addNewSql, columnsOf(rows)),
    );
    if (this.#onGuard > 0) this.#onGuard--;
    if (isLookedFor || rowCount === rows.length) return;
    this.#onGuard = BATCHES_ON_GUARD;
    throw new Conflict('some of the evidence is known already: it is decided again with what is known of it');
  }
}

type EvidenceRow = ReturnType<typeof rowOf>;

const columnsOf = (rows: readonly EvidenceRow[]) => [
  column('text', rows, ({ event_id: id }) => id),
  column('text', rows, ({ lead }) => lead),
  column('text', rows, ({ type }) => type),
  rows.map((row) => row.at_ms),
  rows.map((row) => row.occurred_at_ms),
  rows.map((row) => row.received_at_ms),
  rows.map(({ generation }) => generation),
  rows.map(({ weighed }) => weighed),
  column('text', rows, ({ mail }) => mail),
  rows.map(({ nth }) => nth),
  column('json', rows, ({ body }) => body),
];

function rowOf(
  lead: string,
  event: ScorableEvent,
  more: { readonly generation: number; readonly weighed: boolean; readonly nth: number },
) {
  const mail = mailSignOf(event)?.messageId;
  return {
    event_id: storableText(event.id),
    lead,
    type: storableText(event.type),
    at_ms: instantOf(event),
    occurred_at_ms: event.occurredAt,
    received_at_ms: event.receivedAt,
    ...more,
    mail: mail === undefined ? null : storableText(mail),
    body: JSON.stringify(event),
  };
}

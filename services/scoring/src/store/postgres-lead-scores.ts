import type { ScorableEvent } from '@smarketing/agreement';
import type { CloudEvent } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { KeyedTable, clientOf, inTransaction, storableText } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { instantOf } from '../domain/evidence-of.ts';
import { forgotten } from '../domain/forget.ts';
import type { Span } from '../domain/preview/first-qualification.ts';
import { historyOf, type History } from '../domain/preview/history.ts';
import {
  newLeadAtHand,
  newLeadScore,
  type Evidence,
  type KnownEvidence,
  type LeadAtHand,
  type LeadScore,
} from '../domain/lead-score.ts';
import { completed } from '../domain/stored-score.ts';
import { mailSignOf } from '../domain/mail-sign.ts';
import {
  LeadScores,
  byMail,
  eventIdsOf,
  leadsToldAgain,
  mailsNamedIn,
  needsEvidence,
  storedOf,
  type NewestVersion,
} from './lead-scores.ts';

const TABLE = 'lead_score';
const HISTORIES_AT_ONCE = 200;

export class PostgresLeadScores extends LeadScores {
  readonly #pool: pg.Pool;
  readonly #newestVersion: NewestVersion;
  readonly #table: KeyedTable<LeadScore>;
  readonly #findSql: string;
  readonly #knownSql: string;
  readonly #evidenceSql: string;
  readonly #evidenceOfSql: string;
  readonly #mailsSql: string;
  readonly #activeSql: string;
  readonly #addSql: string;
  readonly #weighedSql: string;

  constructor({ pool, schema }: ServiceDatabase, newestVersion: NewestVersion) {
    super();
    this.#pool = pool;
    this.#newestVersion = newestVersion;
    this.#table = new KeyedTable<LeadScore>({
      schema,
      table: TABLE,
      initial: newLeadScore,
      columns: {
        // Tells how far a new version has come.
        agreement_version: { type: 'int', of: ({ tallies }) => tallies.version },
        generation: { type: 'int', of: ({ generation }) => generation },
      },
    });
    const name = pg.escapeIdentifier(schema);
    const evidence = `${name}.evidence AS e JOIN ${name}.${TABLE} AS s ON s.key = e.lead`;
    const counts = 'e.generation = s.generation';
    this.#findSql = `SELECT body FROM ${name}.${TABLE} WHERE key = $1`;
    this.#knownSql = `SELECT e.event_id, e.weighed, CASE WHEN ${counts} THEN NULL ELSE e.body END AS forgotten
      FROM ${evidence} WHERE e.event_id = ANY($1::text[])`;
    this.#evidenceSql = `SELECT e.lead, e.body FROM ${evidence} WHERE e.lead = ANY($1::text[]) AND ${counts}
      ORDER BY e.lead, e.at_ms, e.event_id`;
    this.#evidenceOfSql = `SELECT e.body FROM ${evidence} WHERE e.lead = $1 AND e.at_ms <= $2 AND ${counts}
      ORDER BY e.at_ms, e.event_id`;
    this.#mailsSql = `SELECT e.lead, e.body FROM ${evidence}
      WHERE e.mail = ANY($1::text[]) AND e.lead = ANY($2::text[]) AND ${counts} ORDER BY e.lead, e.at_ms, e.event_id`;
    this.#activeSql = `SELECT s.key, s.body FROM ${name}.${TABLE} AS s
      WHERE s.key > $1 AND EXISTS (SELECT FROM ${name}.evidence AS e
        WHERE e.lead = s.key AND e.at_ms > $2 AND e.at_ms <= $3 AND ${counts})
      ORDER BY s.key LIMIT ${HISTORIES_AT_ONCE}`;
    // The body travels as a string inside the JSON: PostgreSQL's splitter fails on \u0000 wherever it sees one.
    this.#addSql = `INSERT INTO ${name}.evidence AS known
             (event_id, lead, type, at_ms, occurred_at_ms, received_at_ms, generation, weighed, mail, body)
      SELECT event_id, lead, type, at_ms, occurred_at_ms, received_at_ms, generation, weighed, mail, body::json
        FROM json_to_recordset($1::json) AS r (event_id text, lead text, type text, at_ms bigint,
             occurred_at_ms bigint, received_at_ms bigint, generation int, weighed boolean, mail text, body text)
      ON CONFLICT (event_id) DO UPDATE SET generation = excluded.generation, weighed = excluded.weighed,
             type = excluded.type, at_ms = excluded.at_ms, occurred_at_ms = excluded.occurred_at_ms,
             received_at_ms = excluded.received_at_ms, mail = excluded.mail, body = excluded.body
       WHERE known.generation < excluded.generation`;
    this.#weighedSql = `UPDATE ${name}.evidence SET weighed = true WHERE event_id = ANY($1::text[])`;
  }

  async load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadAtHand>> {
    const stored = await this.#table.load(keys, events, tx);
    const known = await this.#known(eventIdsOf(events), tx);
    const newest = this.#newestVersion();
    const toldAgain = leadsToldAgain(events, known);
    const evidence = await this.#evidenceOf(
      [...stored].filter(([key, lead]) => needsEvidence(lead, newest) || toldAgain.has(key)).map(([key]) => key),
      tx,
    );
    const ofMails = await this.#evidenceOfMails([...stored.keys()], mailsNamedIn(events), tx);
    const loaded = new Map<string, LeadAtHand>();
    for (const key of keys) {
      const lead = stored.get(key);
      if (lead) {
        const mails = byMail(ofMails.get(key) ?? []);
        const atHand = { known, evidence: evidence.get(key) ?? null, added: [], weighed: [], mails };
        loaded.set(key, { ...completed(lead), atHand });
      } else if (known.size > 0) loaded.set(key, newLeadAtHand(known));
    }
    return loaded;
  }

  async save(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const rows = [...leads].flatMap(([lead, { atHand, generation }]) =>
      atHand.added.map((added) => rowOf(lead, generation, added)),
    );
    // Sorted, so that two transactions take their locks in the same order.
    rows.sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
    if (rows.length > 0) await clientOf(tx).query(this.#addSql, [JSON.stringify(rows)]);
    const weighed = [...leads.values()].flatMap(({ atHand }) => atHand.weighed.map(storableText)).sort();
    if (weighed.length > 0) await clientOf(tx).query(this.#weighedSql, [weighed]);
    await this.#table.save(new Map([...leads].map(([key, lead]) => [key, storedOf(lead)])), tx);
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    for await (const keys of this.#table.keysOf(lanes, tx)) {
      const leads = await this.#table.load(keys, [], tx);
      await this.#table.save(new Map([...leads].map(([key, lead]) => [key, forgotten(completed(lead))])), tx);
    }
  }

  async find(leadId: string): Promise<LeadScore | null> {
    const { rows } = await this.#pool.query<{ body: LeadScore }>(this.#findSql, [storableText(leadId)]);
    return rows[0] === undefined ? null : completed(rows[0].body);
  }

  async evidence(leadId: string, untilMs: number): Promise<readonly ScorableEvent[]> {
    const { rows } = await this.#pool.query<{ body: ScorableEvent }>(this.#evidenceOfSql, [
      storableText(leadId),
      Math.floor(untilMs),
    ]);
    return rows.map(({ body }) => body);
  }

  async *histories({ fromMs, untilMs }: Span): AsyncIterable<readonly History[]> {
    let last = '';
    for (;;) {
      const { rows } = await this.#pool.query<{ key: string; body: LeadScore }>(this.#activeSql, [
        last,
        fromMs,
        untilMs,
      ]);
      if (rows.length === 0) return;
      const evidence = await inTransaction(this.#pool, (tx) =>
        this.#evidenceOf(
          rows.map(({ key }) => key),
          tx,
        ),
      );
      yield rows.map(({ key, body }) =>
        historyOf(
          key,
          completed(body),
          evidence.get(key)!.filter((event) => instantOf(event) <= untilMs),
        ),
      );
      last = rows.at(-1)!.key;
    }
  }

  async #known(eventIds: readonly string[], tx: Tx): Promise<ReadonlyMap<string, KnownEvidence>> {
    if (eventIds.length === 0) return new Map();
    const ids = new Map(eventIds.map((id) => [storableText(id), id]));
    const { rows } = await clientOf(tx).query<KnownEvidence & { event_id: string }>(this.#knownSql, [[...ids.keys()]]);
    return new Map(
      rows.map(({ event_id, weighed, forgotten: body }) => [ids.get(event_id)!, { weighed, forgotten: body }]),
    );
  }

  async #evidenceOfMails(
    leadIds: readonly string[],
    mails: readonly string[],
    tx: Tx,
  ): Promise<Map<string, ScorableEvent[]>> {
    const evidence = new Map<string, ScorableEvent[]>(leadIds.map((leadId) => [leadId, []]));
    if (mails.length === 0 || leadIds.length === 0) return evidence;
    const asked = [mails.map(storableText), leadIds];
    const { rows } = await clientOf(tx).query<{ lead: string; body: ScorableEvent }>(this.#mailsSql, asked);
    for (const { lead, body } of rows) evidence.get(lead)?.push(body);
    return evidence;
  }

  async #evidenceOf(leadIds: readonly string[], tx: Tx): Promise<Map<string, ScorableEvent[]>> {
    const evidence = new Map<string, ScorableEvent[]>(leadIds.map((leadId) => [leadId, []]));
    if (leadIds.length === 0) return evidence;
    const { rows } = await clientOf(tx).query<{ lead: string; body: ScorableEvent }>(this.#evidenceSql, [leadIds]);
    for (const { lead, body } of rows) evidence.get(lead)?.push(body);
    return evidence;
  }
}

function rowOf(lead: string, generation: number, { event, weighed }: Evidence) {
  const mail = mailSignOf(event)?.messageId;
  return {
    event_id: storableText(event.id),
    lead,
    type: storableText(event.type),
    at_ms: instantOf(event),
    occurred_at_ms: event.occurredAt,
    received_at_ms: event.receivedAt,
    generation,
    weighed,
    mail: mail === undefined ? null : storableText(mail),
    body: JSON.stringify(event),
  };
}

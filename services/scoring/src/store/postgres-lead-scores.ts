import type { CarryOver, ScorableEvent } from '@smarketing/agreement';
import type { CloudEvent } from '@smarketing/contracts';
import { laneOf, type KeysAsked, type Tx } from '@smarketing/messaging';
import { KeyedTable, clientOf, storableText } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { decidedUnder } from '../domain/decided-under.ts';
import { instantOf } from '../domain/evidence-of.ts';
import { forgotten } from '../domain/forget.ts';
import { attemptedOf, type Attempted } from '../domain/hunch/attempted.ts';
import type { Excerpt } from '../domain/preview/excerpt.ts';
import { personOf, type Glance } from '../domain/preview/history.ts';
import {
  atHandOf,
  newLeadAtHand,
  newLeadScore,
  type Evidence,
  type KnownEvidence,
  type LeadAtHand,
  type LeadScore,
} from '../domain/lead-score.ts';
import { SNAPSHOTS_KEPT, distinctSnapshots, type ProfileSnapshot } from '../domain/profile-snapshot.ts';
import { completed } from '../domain/stored-score.ts';
import { mailSignOf } from '../domain/mail-sign.ts';
import {
  LeadScores,
  byMail,
  carried,
  carryOverOf,
  eventIdsOf,
  leadsToldAgain,
  mailsNamedIn,
  needsEvidence,
  storedOf,
  type Carrying,
  type NewestVersion,
} from './lead-scores.ts';
import { PageAhead } from './postgres-page-ahead.ts';
import { PostgresAttempts } from './postgres-attempts.ts';

const TABLE = 'lead_score';
const GLANCES_AT_ONCE = 500;

export class PostgresLeadScores extends LeadScores {
  readonly #pool: pg.Pool;
  readonly #newestVersion: NewestVersion;
  readonly #carrying: Carrying;
  readonly #table: KeyedTable<LeadScore>;
  readonly #attempts: PostgresAttempts;
  readonly #ahead: PageAhead<LeadRead>;
  readonly #rowsSql: string;
  readonly #writtenSql: string;
  readonly #findSql: string;
  readonly #knownSql: string;
  readonly #evidenceSql: string;
  readonly #evidenceOfSql: string;
  readonly #evidenceOfTypesSql: string;
  readonly #mailsSql: string;
  readonly #glancesSql: string;
  readonly #excerptsSql: string;
  readonly #everybodySql: string;
  readonly #countBehindSql: string;
  readonly #keysBehindSql: string;
  readonly #withoutLaneSql: string;
  readonly #setLanesSql: string;
  readonly #addSql: string;
  readonly #weighedSql: string;
  readonly #noteSql: string;
  readonly #dropSql: string;

  constructor({ pool, schema }: ServiceDatabase, newestVersion: NewestVersion, carrying: Carrying = () => null) {
    super();
    this.#pool = pool;
    this.#newestVersion = newestVersion;
    this.#carrying = carrying;
    this.#table = new KeyedTable<LeadScore>({
      schema,
      table: TABLE,
      initial: newLeadScore,
      columns: {
        // Tells how far a new version has come.
        agreement_version: { type: 'int', of: decidedUnder },
        lane: { type: 'int', of: (_lead, key) => laneOf(key) },
        generation: { type: 'int', of: ({ generation }) => generation },
      },
    });
    this.#attempts = new PostgresAttempts(schema);
    this.#ahead = new PageAhead(pool);
    const name = pg.escapeIdentifier(schema);
    this.#rowsSql = `SELECT key, xmin::text AS written, body FROM ${name}.${TABLE} WHERE key = ANY($1::text[])`;
    this.#writtenSql = `SELECT key, xmin::text AS written FROM ${name}.${TABLE} WHERE key = ANY($1::text[])`;
    const evidence = `${name}.evidence AS e JOIN ${name}.${TABLE} AS s ON s.key = e.lead`;
    const counts = 'e.generation = s.generation';
    this.#findSql = `SELECT body FROM ${name}.${TABLE} WHERE key = $1`;
    this.#knownSql = `SELECT e.event_id, e.weighed, CASE WHEN ${counts} THEN NULL ELSE e.body END AS forgotten
      FROM ${evidence} WHERE e.event_id = ANY($1::text[])`;
    // One text for each lead: a row for each event costs the driver more than reading it does. Lead by lead, so that its events
    // are neither joined one by one nor sorted with those of all others; `evidenceIn` brings them in order.
    const bodiesOf = (which: string): string => `SELECT s.key AS lead,
        (SELECT string_agg(e.body::text, ',') FROM ${name}.evidence AS e WHERE e.lead = s.key AND ${counts}${which}) AS bodies
      FROM ${name}.${TABLE} AS s WHERE s.key = ANY($1::text[])`;
    this.#evidenceSql = bodiesOf('');
    this.#evidenceOfSql = `SELECT e.body FROM ${evidence} WHERE e.lead = $1 AND e.at_ms <= $2 AND ${counts}
      ORDER BY e.at_ms, e.event_id`;
    // Whether a robot did it shows with the rest of its mail.
    this.#evidenceOfTypesSql = bodiesOf(' AND (e.type = ANY($2::text[]) OR e.mail IS NOT NULL)');
    this.#mailsSql = `SELECT e.lead, e.body FROM ${evidence}
      WHERE e.mail = ANY($1::text[]) AND e.lead = ANY($2::text[]) AND ${counts} ORDER BY e.lead, e.at_ms, e.event_id`;
    this.#glancesSql = `SELECT active.key, active.body, (
        SELECT json_object_agg(counted.type, counted.n) FROM (SELECT e.type, count(*) AS n FROM ${name}.evidence AS e
          WHERE e.lead = active.key AND e.at_ms > $4 AND e.at_ms <= $3 AND e.generation = active.generation
          GROUP BY e.type) AS counted) AS did, (
        SELECT json_agg(json_build_object('version', p.version, 'fromMs', p.from_ms, 'fields', p.body))
          FROM ${name}.profile_snapshot AS p WHERE p.lead = active.key) AS snapshots
      FROM (SELECT s.key, s.body, s.generation FROM ${name}.${TABLE} AS s
        WHERE s.key > $1 AND EXISTS (SELECT FROM ${name}.evidence AS e
          WHERE e.lead = s.key AND e.at_ms > $2 AND e.at_ms <= $3 AND ${counts})
        ORDER BY s.key LIMIT ${GLANCES_AT_ONCE}) AS active
      ORDER BY active.key`;
    // A row for each lead and not for each event: taking rows apart would cost more than all the rest.
    this.#excerptsSql = `SELECT e.lead, string_agg(e.body::text, ',' ORDER BY e.at_ms, e.event_id) AS events
      FROM ${evidence} WHERE e.lead = ANY($1::text[]) AND ${counts} AND e.at_ms > $2 AND e.at_ms <= $4
        AND (e.at_ms > $3 OR $5::text[] IS NULL OR e.type = ANY($5::text[]) OR e.mail IS NOT NULL)
      GROUP BY e.lead`;
    this.#everybodySql = `SELECT key, body FROM ${name}.${TABLE} WHERE key > $1 ORDER BY key LIMIT ${GLANCES_AT_ONCE}`;
    this.#countBehindSql = `SELECT lane, count(*)::int AS behind FROM ${name}.${TABLE}
      WHERE lane = ANY($1::int[]) AND agreement_version < $2 GROUP BY lane`;
    this.#keysBehindSql = `SELECT key FROM ${name}.${TABLE}
      WHERE lane = $1 AND key > $2 AND agreement_version < $3 ORDER BY lane, key LIMIT $4`;
    this.#withoutLaneSql = `SELECT key FROM ${name}.${TABLE} WHERE lane IS NULL`;
    this.#setLanesSql = `UPDATE ${name}.${TABLE} AS s SET lane = r.lane
      FROM unnest($1::text[], $2::int[]) AS r (key, lane) WHERE s.key = r.key`;
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
    // Of the same version told twice, the one that knows when it was heard of.
    this.#noteSql = `INSERT INTO ${name}.profile_snapshot AS known (lead, version, from_ms, body)
      SELECT lead, version, from_ms, body::json
        FROM json_to_recordset($1::json) AS r (lead text, version int, from_ms bigint, body text)
      ON CONFLICT (lead, version) DO UPDATE SET from_ms = excluded.from_ms WHERE known.from_ms IS NULL`;
    this.#dropSql = `DELETE FROM ${name}.profile_snapshot AS p
      USING (SELECT lead, version, row_number() OVER (PARTITION BY lead ORDER BY version DESC) AS place
        FROM ${name}.profile_snapshot WHERE lead = ANY($1::text[])) AS placed
      WHERE p.lead = placed.lead AND p.version = placed.version AND placed.place > ${SNAPSHOTS_KEPT}`;
  }

  async load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadAtHand>> {
    const known = await this.#known(eventIdsOf(events), tx);
    const newest = this.#newestVersion();
    const toldAgain = leadsToldAgain(events, known);
    const ahead = await this.#takeAhead(
      keys.filter((key) => !toldAgain.has(key)),
      newest,
      tx,
    );
    const others = keys.filter((key) => !ahead.has(key));
    const read = new Map([...ahead, ...(await this.#read(others, toldAgain, newest, tx))]);
    const ofMails = await this.#evidenceOfMails([...read.keys()], mailsNamedIn(events), tx);
    const loaded = new Map<string, LeadAtHand>();
    for (const key of keys) {
      const found = read.get(key);
      if (found) {
        const mails = byMail(ofMails.get(key) ?? []);
        loaded.set(key, { ...found.lead, atHand: atHandOf({ known, evidence: found.evidence, mails }) });
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
    await this.#note(leads, tx);
    await this.#attempts.save(leads, tx);
    await this.#table.save(new Map([...leads].map(([key, lead]) => [key, storedOf(lead)])), tx);
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    for await (const keys of this.#table.keysOf(lanes, tx)) {
      const leads = await this.#table.load(keys, [], tx);
      await this.#table.save(new Map([...leads].map(([key, lead]) => [key, forgotten(completed(lead))])), tx);
    }
  }

  async countBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlyMap<number, number>> {
    await this.#setLanes(lanes, tx);
    const asked = [lanes, version];
    const { rows } = await clientOf(tx).query<{ lane: number; behind: number }>(this.#countBehindSql, asked);
    return new Map(rows.map(({ lane, behind }) => [lane, behind]));
  }

  /** Of leads that a process of an earlier version has added since the column was there; only of our own lanes, whose rows are ours to change. */
  async #setLanes(lanes: readonly number[], tx: Tx): Promise<void> {
    const { rows } = await clientOf(tx).query<{ key: string }>(this.#withoutLaneSql);
    const keys = rows.map(({ key }) => key).filter((key) => lanes.includes(laneOf(key)));
    if (keys.length > 0) await clientOf(tx).query(this.#setLanesSql, [keys, keys.map((key) => laneOf(key))]);
  }

  async keysBehind(asked: KeysAsked, tx: Tx): Promise<readonly string[]> {
    const keys = await this.#keysBehind(asked, tx);
    if (keys.length === asked.limit) this.#readAhead({ ...asked, after: keys.at(-1)! });
    return keys;
  }

  async #keysBehind({ lane, version, after, limit }: KeysAsked, tx: Tx): Promise<readonly string[]> {
    const asked = [lane, after ?? '', version, limit];
    const { rows } = await clientOf(tx).query<{ key: string }>(this.#keysBehindSql, asked);
    return rows.map(({ key }) => key);
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

  async *glances(excerpt: Excerpt): AsyncIterable<readonly Glance[]> {
    let page = await this.#glancesAfter('', excerpt);
    while (page.length > 0) {
      // The database looks for the next ones while these are worked on.
      const next = this.#glancesAfter(page.at(-1)!.key, excerpt);
      next.catch(() => undefined);
      yield page.map(({ key, body, did, snapshots }) => ({
        ...personOf(key, completed(body), snapshots ?? []),
        did: did ?? {},
      }));
      page = await next;
    }
  }

  async #glancesAfter(last: string, { span, signalsSinceMs }: Excerpt): Promise<readonly GlanceRow[]> {
    const values = [last, span.fromMs, span.untilMs, signalsSinceMs];
    return (await this.#pool.query<GlanceRow>(this.#glancesSql, values)).rows;
  }

  async *everybody(): AsyncIterable<readonly Attempted[]> {
    for (let last = ''; ;) {
      const { rows } = await this.#pool.query<{ key: string; body: LeadScore }>(this.#everybodySql, [last]);
      if (rows.length === 0) return;
      yield rows.map(({ key, body }) => attemptedOf(key, completed(body)));
      last = rows.at(-1)!.key;
    }
  }

  async excerpts(
    leadIds: readonly string[],
    { span, sinceMs, types }: Excerpt,
  ): Promise<ReadonlyMap<string, readonly ScorableEvent[]>> {
    const { rows } = await this.#pool.query<{ lead: string; events: string }>(this.#excerptsSql, [
      ...[leadIds, sinceMs, span.fromMs, span.untilMs, types],
    ]);
    return new Map(rows.map(({ lead, events }) => [lead, JSON.parse(`[${events}]`) as ScorableEvent[]]));
  }

  #readAhead(asked: KeysAsked): void {
    const newest = this.#newestVersion();
    this.#ahead.begin(asked, async (tx) => this.#read(await this.#keysBehind(asked, tx), new Set(), newest, tx));
  }

  /**
   * What was read ahead of these leads and is still so. Whoever adds to the evidence of a lead, or forgets it, saves the lead's row in the
   * same transaction: a row that nobody has written since has the evidence that it had.
   */
  async #takeAhead(keys: readonly string[], newest: number | null, tx: Tx): Promise<ReadonlyMap<string, LeadRead>> {
    const page = await this.#ahead.take();
    const found = keys.filter((key) => page.get(key)?.newest === newest);
    if (found.length === 0) return new Map();
    const { rows } = await clientOf(tx).query<{ key: string; written: string }>(this.#writtenSql, [found]);
    const unchanged = rows.filter(({ key, written }) => page.get(key)!.written === written);
    return new Map(unchanged.map(({ key }) => [key, page.get(key)!]));
  }

  /** Leads with the evidence that they need: of those who are behind with their rules, and of those whom the batch tells again. */
  async #read(
    keys: readonly string[],
    toldAgain: ReadonlySet<string>,
    newest: number | null,
    tx: Tx,
  ): Promise<ReadonlyMap<string, LeadRead>> {
    if (keys.length === 0) return new Map();
    const { rows } = await clientOf(tx).query<{ key: string; written: string; body: LeadScore }>(this.#rowsSql, [keys]);
    const stored = new Map(rows.map(({ key, body }) => [key, body]));
    const leads = await this.#carriedOver(stored, toldAgain, newest, tx);
    const incomplete = [...leads].filter(([key, lead]) => needsEvidence(lead, newest) || toldAgain.has(key));
    const evidence = await this.#evidenceOf(
      incomplete.map(([key]) => key),
      tx,
    );
    return new Map(
      rows.map(({ key, written }) => [
        key,
        { lead: leads.get(key)!, evidence: evidence.get(key) ?? null, written, newest },
      ]),
    );
  }

  /** Only what tells of a profile costs a statement, which is seldom. */
  async #note(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const noted = [...leads].filter(([, { atHand }]) => atHand.snapshots.length > 0);
    if (noted.length === 0) return;
    noted.sort(([a], [b]) => (a < b ? -1 : 1));
    const rows = noted.flatMap(([lead, { atHand }]) =>
      distinctSnapshots(atHand.snapshots)
        .toSorted((a, b) => a.version - b.version)
        .map(({ version, fromMs, fields }) => ({ lead, version, from_ms: fromMs, body: JSON.stringify(fields) })),
    );
    await clientOf(tx).query(this.#noteSql, [JSON.stringify(rows)]);
    await clientOf(tx).query(this.#dropSql, [noted.map(([lead]) => lead)]);
  }

  async #known(eventIds: readonly string[], tx: Tx): Promise<ReadonlyMap<string, KnownEvidence>> {
    if (eventIds.length === 0) return new Map();
    const ids = new Map(eventIds.map((id) => [storableText(id), id]));
    const { rows } = await clientOf(tx).query<KnownEvidence & { event_id: string }>(this.#knownSql, [[...ids.keys()]]);
    return new Map(
      rows.map(({ event_id, weighed, forgotten: body }) => [ids.get(event_id)!, { weighed, forgotten: body }]),
    );
  }

  /** The leads with tallies of the newest version, where a part of the evidence or none is enough for that. */
  async #carriedOver(
    rows: ReadonlyMap<string, LeadScore>,
    toldAgain: ReadonlySet<string>,
    newest: number | null,
    tx: Tx,
  ): Promise<Map<string, LeadScore>> {
    const leads = new Map([...rows].map(([key, row]) => [key, completed(row)]));
    const toCarry = new Map<CarryOver, string[]>();
    for (const [key, lead] of leads) {
      const over = toldAgain.has(key) ? null : carryOverOf(lead, newest, this.#carrying);
      if (over === null) continue;
      const keys = toCarry.get(over);
      if (keys === undefined) toCarry.set(over, [key]);
      else keys.push(key);
    }
    for (const [over, keys] of toCarry) {
      const evidence = over.types.length === 0 ? null : await this.#evidenceOfTypes(keys, over.types, tx);
      for (const key of keys) {
        const lead = leads.get(key)!;
        leads.set(key, { ...lead, tallies: carried(lead.tallies, over, evidence?.get(key) ?? []) });
      }
    }
    return leads;
  }

  async #evidenceOfTypes(
    leadIds: readonly string[],
    types: readonly string[],
    tx: Tx,
  ): Promise<Map<string, ScorableEvent[]>> {
    const asked = [leadIds, types.map(storableText)];
    const { rows } = await clientOf(tx).query<Bodies>(this.#evidenceOfTypesSql, asked);
    return evidenceIn(rows, leadIds);
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
    if (leadIds.length === 0) return new Map();
    const { rows } = await clientOf(tx).query<Bodies>(this.#evidenceSql, [leadIds]);
    return evidenceIn(rows, leadIds);
  }
}

/** `written`: the transaction that wrote the row; `newest`: the version for which the evidence was fetched. */
type LeadRead = {
  readonly lead: LeadScore;
  readonly evidence: readonly ScorableEvent[] | null;
  readonly written: string;
  readonly newest: number | null;
};
type GlanceRow = {
  readonly key: string;
  readonly body: LeadScore;
  readonly did: Readonly<Record<string, number>> | null;
  readonly snapshots: readonly ProfileSnapshot[] | null;
};
/** A lead's evidence as the inside of a JSON array; null where it has none. */
type Bodies = { readonly lead: string; readonly bodies: string | null };

function evidenceIn(rows: readonly Bodies[], leadIds: readonly string[]): Map<string, ScorableEvent[]> {
  const evidence = new Map<string, ScorableEvent[]>(leadIds.map((leadId) => [leadId, []]));
  for (const { lead, bodies } of rows) {
    if (bodies !== null) evidence.set(lead, (JSON.parse(`[${bodies}]`) as ScorableEvent[]).sort(inOrder));
  }
  return evidence;
}

/** By time; of the same instant by id, whatever order of text the database has. */
function inOrder(a: ScorableEvent, b: ScorableEvent): number {
  return instantOf(a) - instantOf(b) || (a.id < b.id ? -1 : 1);
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

import type { CarryOver, ScorableEvent } from '@smarketing/agreement';
import type { CloudEvent } from '@smarketing/contracts';
import { laneOf, together, type KeysAsked, type Tx } from '@smarketing/messaging';
import { KeyedTable, clientOf, postgresTxOf, storableText } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { decidedUnder } from '../domain/decided-under.ts';
import { forgotten } from '../domain/forget.ts';
import type { Attempted } from '../domain/hunch/attempted.ts';
import { instantOf } from '../domain/evidence-of.ts';
import {
  atHandOf,
  newLeadAtHand,
  newLeadScore,
  type History,
  type LeadAtHand,
  type LeadScore,
} from '../domain/lead-score.ts';
import type { Excerpt } from '../domain/preview/excerpt.ts';
import type { Glance } from '../domain/preview/history.ts';
import { completed, packed, type StoredScore } from '../domain/stored-score.ts';
import { KeptLeads } from './kept-leads.ts';
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
import { PostgresAttempts } from './postgres-attempts.ts';
import { PostgresEvidence } from './postgres-evidence.ts';
import { PostgresExcerpts } from './postgres-excerpts.ts';
import { PostgresHistories } from './postgres-histories.ts';
import { PostgresRowsBehind } from './postgres-rows-behind.ts';
import { PostgresSnapshots } from './postgres-snapshots.ts';

const TABLE = 'lead_score';

export class PostgresLeadScores extends LeadScores {
  readonly #pool: pg.Pool;
  readonly #newestVersion: NewestVersion;
  readonly #carrying: Carrying;
  readonly #table: KeyedTable<StoredScore>;
  readonly #evidence: PostgresEvidence;
  readonly #histories: PostgresHistories;
  readonly #snapshots: PostgresSnapshots;
  readonly #attempts: PostgresAttempts;
  readonly #excerpts: PostgresExcerpts;
  readonly #kept = new KeptLeads();
  readonly #rowsBehind: PostgresRowsBehind;
  readonly #lanesBehindSql: string;
  readonly #countBehindSql: string;
  readonly #keysBehindSql: string;
  readonly #withoutLaneSql: string;
  readonly #setLanesSql: string;

  constructor({ pool, schema }: ServiceDatabase, newestVersion: NewestVersion, carrying: Carrying = () => null) {
    super();
    this.#pool = pool;
    this.#newestVersion = newestVersion;
    this.#carrying = carrying;
    this.#table = new KeyedTable<StoredScore>({
      schema,
      table: TABLE,
      initial: newLeadScore,
      columns: {
        // Tells how far a new version has come.
        agreement_version: { type: 'int', of: decidedUnder },
        lane: { type: 'int', of: (_lead, key) => laneOf(key) },
        generation: { type: 'int', of: ({ generation = 0 }) => generation },
        noted: { type: 'int', of: ({ noted = 0 }) => noted },
      },
    });
    const leads = `${pg.escapeIdentifier(schema)}.${TABLE}`;
    this.#evidence = new PostgresEvidence(schema, leads, () => this.#kept.ownsAny);
    this.#histories = new PostgresHistories(schema, leads);
    this.#snapshots = new PostgresSnapshots(schema);
    this.#attempts = new PostgresAttempts(schema, this.#histories);
    this.#excerpts = new PostgresExcerpts(pool, schema, leads, this.#histories);
    this.#rowsBehind = new PostgresRowsBehind(schema, leads);
    // In the order of the index, so that it is read, and only up to the first one.
    this.#lanesBehindSql = `SELECT asked.lane FROM unnest($1::int[]) AS asked (lane), LATERAL (SELECT FROM ${leads} AS s
      WHERE s.lane = asked.lane AND s.agreement_version < $2 ORDER BY s.lane, s.key LIMIT 1) AS first`;
    this.#countBehindSql = `SELECT lane, count(*)::int AS behind FROM ${leads}
      WHERE lane = ANY($1::int[]) AND agreement_version < $2 GROUP BY lane`;
    this.#keysBehindSql = `SELECT key FROM ${leads}
      WHERE lane = $1 AND key > $2 AND agreement_version < $3 ORDER BY lane, key LIMIT $4`;
    this.#withoutLaneSql = `SELECT key FROM ${leads} WHERE lane IS NULL`;
    this.#setLanesSql = `UPDATE ${leads} AS s SET lane = r.lane
      FROM unnest($1::text[], $2::int[]) AS r (key, lane) WHERE s.key = r.key`;
  }

  async load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadAtHand>> {
    const [known, leads, ofMails] = await together([
      () => this.#evidence.known(eventIdsOf(events), tx),
      () => this.#leadsOf(keys, tx),
      () => this.#evidence.ofMails(mailsNamedIn(events), tx),
    ]);
    const read = await this.#withEvidence(leads, leadsToldAgain(events, known), this.#newestVersion(), tx);
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
    const stored = new Map([...leads].map(([key, lead]) => [key, storedOf(lead)]));
    const plan = this.#kept.plan(stored, (key) => leads.get(key)!.atHand.added.length > 0);
    postgresTxOf(tx).whenCommitted(plan.committed);
    // In this order: what reads evidence reads that of the batch, too.
    await together([
      () => this.#evidence.save(leads, tx),
      () => this.#histories.pack(leads, tx),
      () => this.#snapshots.save(leads, tx),
      () => this.#attempts.save(leads, tx),
      () => this.#table.save(packedRows(plan.rows), tx),
      () => this.#rowsBehind.mark(plan, tx),
    ]);
  }

  override claimed(lanes: readonly number[]): void {
    this.#kept.claim(lanes);
  }

  override dismissed(lanes: readonly number[]): void {
    this.#kept.dismiss(lanes);
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    // Whatever becomes of this transaction, what was kept is read again.
    this.#kept.claim(lanes.filter((lane) => this.#kept.owns(lane)));
    for await (const keys of this.#table.keysOf(lanes, tx)) {
      const leads = await this.#table.load(keys, [], tx);
      await this.#histories.forget(keys, tx);
      await this.#table.save(new Map([...leads].map(([key, lead]) => [key, packed(forgotten(completed(lead)))])), tx);
    }
  }

  async lanesBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlySet<number>> {
    await this.#setLanes(lanes, tx);
    const { rows } = await clientOf(tx).query<{ lane: number }>(this.#lanesBehindSql, [lanes, version]);
    return new Set(rows.map(({ lane }) => lane));
  }

  async countBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlyMap<number, number>> {
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

  async keysBehind({ lane, version, after, limit }: KeysAsked, tx: Tx): Promise<readonly string[]> {
    const asked = [lane, after ?? '', version, limit];
    const { rows } = await clientOf(tx).query<{ key: string }>(this.#keysBehindSql, asked);
    return rows.map(({ key }) => key);
  }

  async find(leadId: string): Promise<LeadScore | null> {
    return this.#rowsBehind.find(leadId, this.#pool);
  }

  async evidence(leadId: string, untilMs: number): Promise<readonly ScorableEvent[]> {
    const histories = await this.#histories.stored([storableText(leadId)], this.#pool);
    return [...histories.values()].flatMap((history) => history()).filter((event) => instantOf(event) <= untilMs);
  }

  glances(excerpt: Excerpt): AsyncIterable<readonly Glance[]> {
    return this.#excerpts.glances(excerpt);
  }

  everybody(): AsyncIterable<readonly Attempted[]> {
    return this.#excerpts.everybody();
  }

  excerpts(leadIds: readonly string[], excerpt: Excerpt): Promise<ReadonlyMap<string, readonly ScorableEvent[]>> {
    return this.#excerpts.excerpts(leadIds, excerpt);
  }

  async #leadsOf(keys: readonly string[], tx: Tx): Promise<ReadonlyMap<string, LeadScore>> {
    const leads = await this.#keptOf(keys, tx);
    const unkept = keys.filter((key) => !leads.has(key));
    for (const [key, row] of await this.#table.load(unkept, [], tx)) leads.set(key, completed(row));
    return leads;
  }

  /** Those of the leads that are at hand, and among them those whose rows a process that has ended left behind. */
  async #keptOf(keys: readonly string[], tx: Tx): Promise<Map<string, LeadScore>> {
    const kept = new Map<string, LeadScore>();
    const left = await this.#leftBehind(keys, tx);
    for (const key of keys) {
      const lead = left.get(key) ?? this.#kept.get(key);
      if (lead !== undefined) kept.set(key, lead);
    }
    return kept;
  }

  /** Of lanes that nobody has looked at since they were claimed. */
  async #leftBehind(keys: readonly string[], tx: Tx): Promise<ReadonlyMap<string, LeadScore>> {
    const left = new Map<string, LeadScore>();
    const lanes = this.#kept.unseen(keys);
    if (lanes.length === 0) return left;
    const seen = this.#kept.seeing(lanes, await this.#rowsBehind.of(lanes, tx));
    for (const [key, { lead }] of seen.leads) left.set(key, lead);
    postgresTxOf(tx).whenCommitted(seen.committed);
    return left;
  }

  /** Leads with the evidence that they need: of those who are behind with their rules, and of those whom the batch tells again. */
  async #withEvidence(
    leads: ReadonlyMap<string, LeadScore>,
    toldAgain: ReadonlySet<string>,
    newest: number | null,
    tx: Tx,
  ): Promise<ReadonlyMap<string, LeadWithEvidence>> {
    const current = await this.#carriedOver(leads, toldAgain, newest, tx);
    const incomplete = [...current].filter(([key, lead]) => needsEvidence(lead, newest) || toldAgain.has(key));
    const evidence = await this.#histories.of(new Map(incomplete), tx);
    return new Map([...current].map(([key, lead]) => [key, { lead, evidence: evidence.get(key) ?? null }]));
  }

  /** The leads with tallies of the newest version, where a part of the evidence or none is enough for that. */
  async #carriedOver(
    leads: ReadonlyMap<string, LeadScore>,
    toldAgain: ReadonlySet<string>,
    newest: number | null,
    tx: Tx,
  ): Promise<ReadonlyMap<string, LeadScore>> {
    const toCarry = new Map<CarryOver, Map<string, LeadScore>>();
    for (const [key, lead] of leads) {
      const over = toldAgain.has(key) ? null : carryOverOf(lead, newest, this.#carrying);
      if (over === null) continue;
      const those = toCarry.get(over);
      if (those === undefined) toCarry.set(over, new Map([[key, lead]]));
      else those.set(key, lead);
    }
    if (toCarry.size === 0) return leads;
    const current = new Map(leads);
    for (const [over, those] of toCarry) {
      const histories = over.types.length === 0 ? null : await this.#histories.of(those, tx);
      for (const [key, lead] of those) {
        current.set(key, { ...lead, tallies: carried(lead.tallies, over, histories?.get(key)?.() ?? []) });
      }
    }
    return current;
  }
}

const packedRows = (rows: ReadonlyMap<string, LeadScore>) =>
  new Map([...rows].map(([key, lead]) => [key, packed(lead)]));

type LeadWithEvidence = { readonly lead: LeadScore; readonly evidence: History | null };

import { Fenced, LaneDatabase } from '@smarketing/messaging';
import type {
  AppendRecord,
  DeadLetter,
  FailureKind,
  InboxItem,
  LaneRow,
  ReplayRequest,
  SettledReplay,
  Timer,
  TimerChange,
  Tx,
  UnpublishedBatch,
} from '@smarketing/messaging';
import pg from 'pg';
import { classifyFailure } from './classify-failure.ts';
import { changeTimersSql, timerRows } from './lane-timers.ts';
import { inTransaction } from './postgres-transaction.ts';
import { addLetters, lettersOf, settleLetters } from './dead-letter-rows.ts';
import { packCounters, unpackCounters, type PackedCounters } from './packed-counters.ts';
import { clientOf } from './postgres-tx.ts';
import { prepared } from './prepared.ts';

export type PostgresLaneDatabaseOptions = { readonly pool: pg.Pool; readonly schema: string };

const ROW_COLUMNS = `lane, epoch, offsets, seen_by AS seen, sent_to AS sent, clock_ms AS "clockMs", agreement_version AS "agreementVersion", rebuild, sweep`;
const ROW_TYPE =
  '(lane int, epoch bigint, offsets json, seen json, sent json, "clockMs" bigint, "agreementVersion" int, rebuild json, sweep json)';

type StoredRow = Omit<LaneRow, 'seen' | 'sent'> & { readonly seen: PackedCounters; readonly sent: PackedCounters };

const storedOf = (row: LaneRow): StoredRow => ({ ...row, seen: packCounters(row.seen), sent: packCounters(row.sent) });
const rowOf = (stored: StoredRow): LaneRow => ({
  ...stored,
  seen: unpackCounters(stored.seen),
  sent: unpackCounters(stored.sent),
});

/** The runner's tables in one service's schema (see lane-tables.ts); one statement per method, whatever the number of rows. */
export class PostgresLaneDatabase extends LaneDatabase {
  readonly #pool: pg.Pool;
  readonly #schema: string;

  constructor({ pool, schema }: PostgresLaneDatabaseOptions) {
    super();
    this.#pool = pool;
    this.#schema = pg.escapeIdentifier(schema);
  }

  claim(lanes: readonly number[]) {
    return inTransaction(this.#pool, async ({ client }) => {
      const wanted = [...new Set(lanes)].sort((a, b) => a - b);
      // Waits for a commit of the previous owner that is under way; what is read after it is final.
      const { rows } = await client.query<StoredRow>(
        `INSERT INTO ${this.#schema}.lanes (lane, epoch) SELECT lane, 1 FROM unnest($1::int[]) AS lane
         ON CONFLICT (lane) DO UPDATE SET epoch = lanes.epoch + 1 RETURNING ${ROW_COLUMNS}`,
        [wanted],
      );
      const left = await client.query<{ lane: number; batch: number; body: string }>(
        `SELECT lane, batch, body FROM ${this.#schema}.unpublished WHERE lane = ANY($1::int[]) ORDER BY lane, batch`,
        [wanted],
      );
      const byLane = new Map<number, UnpublishedBatch[]>(rows.map(({ lane }) => [lane, []]));
      for (const { lane, batch, body } of left.rows) {
        byLane.get(lane)?.push({ lane, batch, records: JSON.parse(body) as AppendRecord[] });
      }
      return rows
        .sort((a, b) => a.lane - b.lane)
        .map((stored) => ({ row: rowOf(stored), unpublished: byLane.get(stored.lane) ?? [] }));
    });
  }

  async epochs(lanes: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const { rows } = await this.#pool.query<Pick<LaneRow, 'lane' | 'epoch'>>(
      prepared(`SELECT lane, epoch FROM ${this.#schema}.lanes WHERE lane = ANY($1::int[])`, [lanes]),
    );
    return new Map(rows.map(({ lane, epoch }) => [lane, epoch]));
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, work, { readsFirst: true });
  }

  async advance(tx: Tx, rows: readonly LaneRow[]): Promise<void> {
    if (rows.length === 0) return;
    const sorted = [...rows].sort((a, b) => a.lane - b.lane);
    const { rowCount } = await clientOf(tx).query(
      prepared(
        `UPDATE ${this.#schema}.lanes AS l SET offsets = r.offsets, seen_by = r.seen, sent_to = r.sent, clock_ms = r."clockMs",
         agreement_version = r."agreementVersion", rebuild = r.rebuild, sweep = r.sweep
       FROM json_to_recordset($1::json) AS r ${ROW_TYPE} WHERE l.lane = r.lane AND l.epoch = r.epoch`,
        [JSON.stringify(sorted.map(storedOf))],
      ),
    );
    if ((rowCount ?? 0) < rows.length) {
      throw new Fenced(`${rows.length - (rowCount ?? 0)} of ${rows.length} lanes were claimed by another writer.`);
    }
  }

  async addUnpublished(tx: Tx, batches: readonly UnpublishedBatch[]): Promise<void> {
    if (batches.length === 0) return;
    // Bodies as parameters of their own: inside a JSON parameter each would be escaped and parsed once more.
    const values = batches.map((_, i) => `($${i * 3 + 1}::int, $${i * 3 + 2}::bigint, $${i * 3 + 3})`).join(', ');
    // As many texts as there are lanes.
    await clientOf(tx).query(
      prepared(
        `INSERT INTO ${this.#schema}.unpublished (lane, batch, body) VALUES ${values}`,
        batches.flatMap(({ lane, batch, records }) => [lane, batch, JSON.stringify(records)]),
      ),
    );
  }

  async dropUnpublished(tx: Tx, batches: readonly { readonly lane: number; readonly batch: number }[]): Promise<void> {
    if (batches.length === 0) return;
    await clientOf(tx).query(
      prepared(
        `DELETE FROM ${this.#schema}.unpublished AS u USING json_to_recordset($1::json) AS r (lane int, batch bigint)
       WHERE u.lane = r.lane AND u.batch = r.batch`,
        [JSON.stringify(batches)],
      ),
    );
  }

  async dueTimers(tx: Tx, lanes: readonly number[], untilMs: number, limit: number): Promise<readonly Timer[]> {
    const { rows } = await clientOf(tx).query<Timer>(
      `SELECT lane, name, key, due_at_ms AS "dueAtMs", generation, data FROM ${this.#schema}.timers
       WHERE lane = ANY($1::int[]) AND due_at_ms <= $2 ORDER BY due_at_ms, generation LIMIT $3`,
      [lanes, untilMs, limit],
    );
    return rows;
  }

  async changeTimers(tx: Tx, changes: readonly TimerChange[], fired: readonly Timer[]): Promise<void> {
    const { removed, set } = timerRows(changes, fired);
    const sql = changeTimersSql(this.#schema);
    if (removed.length > 0) await clientOf(tx).query(sql.remove, [JSON.stringify(removed)]);
    if (set.length > 0) await clientOf(tx).query(prepared(sql.set, [JSON.stringify(set)]));
  }

  async nextTimerDue(lanes: readonly number[]): Promise<number | null> {
    const { rows } = await this.#pool.query<{ due: number | null }>(
      `SELECT min(t.due_at_ms) AS due FROM unnest($1::int[]) AS l (lane),
         LATERAL (SELECT due_at_ms FROM ${this.#schema}.timers WHERE lane = l.lane ORDER BY due_at_ms LIMIT 1) AS t`,
      [lanes],
    );
    return rows[0]?.due ?? null;
  }

  async inbox(tx: Tx, lanes: readonly number[], limit: number): Promise<readonly (InboxItem | ReplayRequest)[]> {
    const { rows } = await clientOf(tx).query<InboxItem & Partial<ReplayRequest>>(
      `SELECT id, lane, event, letter_id AS "letterId", asked_at_ms AS "atMs" FROM ${this.#schema}.inbox
       WHERE lane = ANY($1::int[]) ORDER BY position LIMIT $2`,
      [lanes, limit],
    );
    return rows.map(({ id, lane, event, letterId, atMs }) =>
      event === null ? { id, lane, letterId: letterId!, atMs: atMs! } : { id, lane, event },
    );
  }

  async consumeInbox(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await clientOf(tx).query(`DELETE FROM ${this.#schema}.inbox WHERE id = ANY($1::text[])`, [ids]);
  }

  async putInbox(tx: Tx, items: readonly InboxItem[]): Promise<void> {
    if (items.length === 0) return;
    await clientOf(tx).query(
      `INSERT INTO ${this.#schema}.inbox (id, lane, event)
       SELECT id, lane, event::json FROM json_to_recordset($1::json) AS r (id text, lane int, event text)
       ON CONFLICT (id) DO NOTHING`,
      [JSON.stringify(items.map((item) => ({ ...item, event: JSON.stringify(item.event) })))],
    );
  }

  async inboxWaiting(lanes: readonly number[]): Promise<boolean> {
    const { rows } = await this.#pool.query<{ waiting: boolean }>(
      prepared(`SELECT EXISTS (SELECT FROM ${this.#schema}.inbox WHERE lane = ANY($1::int[])) AS waiting`, [lanes]),
    );
    return rows[0]?.waiting ?? false;
  }

  async addDeadLetters(tx: Tx, letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length > 0) await addLetters(clientOf(tx), this.#schema, letters);
  }

  async deadLettersOf(tx: Tx, ids: readonly string[]): Promise<readonly DeadLetter[]> {
    return ids.length === 0 ? [] : lettersOf(clientOf(tx), this.#schema, ids);
  }

  async settleReplays(tx: Tx, settled: readonly SettledReplay[]): Promise<void> {
    if (settled.length > 0) await settleLetters(clientOf(tx), this.#schema, settled);
  }

  classify(error: unknown): FailureKind {
    return classifyFailure(error);
  }
}

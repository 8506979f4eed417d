import type { DeadLetter, SettledReplay } from '@smarketing/messaging';
import type pg from 'pg';
import { storableText } from './storable-text.ts';

/** The columns of a letter, named as its fields are. */
export const SUMMARY_COLUMNS = `id, lane, reactor, reason, detail, topic, partition, record_offset AS "offset",
  event_id AS "eventId", event_type AS "eventType", is_cut AS "isCut", at_ms AS "atMs", attempts`;
export const LETTER_COLUMNS = `${SUMMARY_COLUMNS}, stack, payload, record`;

/** `schema` is an escaped identifier. */
export async function addLetters(client: pg.PoolClient, schema: string, letters: readonly DeadLetter[]): Promise<void> {
  const rows = letters.map((letter) => ({
    ...storable(letter),
    // As text within the JSON parameter, whose splitter fails on \\u0000.
    record: letter.record === null ? null : JSON.stringify(letter.record),
  }));
  await client.query(
    `INSERT INTO ${schema}.dead_letters (id, lane, reactor, reason, detail, topic, partition, record_offset, event_id,
       event_type, payload, is_cut, stack, record, at_ms, tried_at_ms, attempts)
     SELECT id, lane, reactor, reason, detail, topic, partition, "offset", "eventId", "eventType", payload, "isCut", stack,
       record::json, "atMs", "atMs", attempts
     FROM json_to_recordset($1::json) AS r (id text, lane int, reactor text, reason text, detail text, topic text,
       partition int, "offset" bigint, "eventId" text, "eventType" text, payload text, "isCut" boolean, stack text,
       record text, "atMs" bigint, attempts int)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

export async function lettersOf(
  client: pg.PoolClient,
  schema: string,
  ids: readonly string[],
): Promise<readonly DeadLetter[]> {
  const { rows } = await client.query<DeadLetter>(
    `SELECT ${LETTER_COLUMNS} FROM ${schema}.dead_letters WHERE id = ANY($1::text[])`,
    [ids],
  );
  return rows;
}

export async function settleLetters(
  client: pg.PoolClient,
  schema: string,
  settled: readonly SettledReplay[],
): Promise<void> {
  const rows = settled.map(({ letter: { id, reason, detail, stack, attempts }, outcome, atMs, note }) =>
    storable({ id, reason, detail, stack, attempts, outcome, atMs, note }),
  );
  await client.query(
    `WITH r AS (
       SELECT * FROM json_to_recordset($1::json) AS r (id text, reason text, detail text, stack text, attempts int,
         outcome text, "atMs" bigint, note text)),
     told AS (
       UPDATE ${schema}.dead_letter_replays AS p SET decided_at_ms = r."atMs", outcome = r.outcome, detail = r.note
       FROM r WHERE p.letter_id = r.id AND p.attempt = r.attempts)
     UPDATE ${schema}.dead_letters AS l SET reason = r.reason, detail = r.detail, stack = r.stack, attempts = r.attempts,
       tried_at_ms = r."atMs", status = CASE r.outcome WHEN 'failed' THEN 'waiting' ELSE 'replayed' END
     FROM r WHERE l.id = r.id`,
    [JSON.stringify(rows)],
  );
}

function storable<T extends object>(row: T): T {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? storableText(value) : value,
    ]),
  ) as T;
}

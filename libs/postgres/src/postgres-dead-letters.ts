import { DeadLetters } from '@smarketing/messaging';
import type {
  KeptLetter,
  LetterFilter,
  LetterPlace,
  LetterReplay,
  LetterSummary,
  LetterWithHistory,
} from '@smarketing/messaging';
import pg from 'pg';
import { LETTER_COLUMNS, SUMMARY_COLUMNS } from './dead-letter-rows.ts';

/** As the partial index says it. */
const OPEN = `status <> 'replayed'`;
const STANDING = `status, tried_at_ms AS "triedAtMs"`;

/** The dead letters in one service's schema (see lane-tables.ts). */
export class PostgresDeadLetters extends DeadLetters {
  readonly #pool: pg.Pool;
  readonly #schema: string;

  constructor({ pool, schema }: { readonly pool: pg.Pool; readonly schema: string }) {
    super();
    this.#pool = pool;
    this.#schema = pg.escapeIdentifier(schema);
  }

  async list(
    { reason, reactor, sinceMs, status, replayable }: LetterFilter,
    limit: number,
    place?: LetterPlace,
  ): Promise<readonly LetterSummary[]> {
    const values: unknown[] = [];
    const given = (value: unknown): string => `$${values.push(value)}`;
    const conditions = [
      ...(reason === undefined ? [] : [`reason = ${given(reason)}`]),
      ...(reactor === undefined ? [] : [`reactor = ${given(reactor)}`]),
      ...(sinceMs === undefined ? [] : [`at_ms >= ${given(sinceMs)}`]),
      ...(replayable === undefined ? [] : [`is_cut = ${given(!replayable)}`]),
      ...(status === undefined ? [] : [status === 'open' ? OPEN : `status = ${given(status)}`]),
      ...(place ? [`(at_ms, id COLLATE "C") < (${given(place.atMs)}::bigint, ${given(place.id)})`] : []),
    ];
    const { rows } = await this.#pool.query<LetterSummary>(
      `SELECT ${SUMMARY_COLUMNS}, ${STANDING} FROM ${this.#schema}.dead_letters ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY at_ms DESC, id COLLATE "C" DESC LIMIT ${given(limit)}`,
      values,
    );
    return rows;
  }

  async find(id: string): Promise<LetterWithHistory | null> {
    const { rows } = await this.#pool.query<KeptLetter>(
      `SELECT ${LETTER_COLUMNS}, ${STANDING} FROM ${this.#schema}.dead_letters WHERE id = $1`,
      [id],
    );
    const [letter] = rows;
    if (!letter) return null;
    const { rows: replays } = await this.#pool.query<LetterReplay>(
      `SELECT attempt, requested_at_ms AS "requestedAtMs", requested_by AS "requestedBy", decided_at_ms AS "decidedAtMs",
         outcome, detail
       FROM ${this.#schema}.dead_letter_replays WHERE letter_id = $1 ORDER BY attempt`,
      [id],
    );
    return { ...letter, replays };
  }

  async replay(ids: readonly string[], by: string, atMs: number): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    // One statement: the letter is marked and its lane asked, or neither. Locked in one order, for two who ask for the same at once.
    const { rows } = await this.#pool.query<{ id: string }>(
      `WITH free AS (
         SELECT id FROM ${this.#schema}.dead_letters WHERE id = ANY($1::text[]) AND status = 'waiting' AND NOT is_cut
         ORDER BY id FOR UPDATE),
       asked AS (
         UPDATE ${this.#schema}.dead_letters AS l SET status = 'replaying' FROM free WHERE l.id = free.id
         RETURNING l.id, l.lane, l.attempts),
       noted AS (
         INSERT INTO ${this.#schema}.dead_letter_replays (letter_id, attempt, requested_at_ms, requested_by)
         SELECT id, attempts + 1, $2::bigint, $3 FROM asked)
       INSERT INTO ${this.#schema}.inbox (id, lane, letter_id, asked_at_ms)
       SELECT 'replay ' || id || ' ' || attempts + 1, lane, id, $2::bigint FROM asked
       RETURNING letter_id AS id`,
      [ids, atMs, by],
    );
    return rows.map(({ id }) => id);
  }
}

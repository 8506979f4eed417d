import type { ScorableEvent } from '@smarketing/agreement';
import pg from 'pg';
import { attemptedOf, type Attempted } from '../domain/hunch/attempted.ts';
import { isIn, type Excerpt } from '../domain/preview/excerpt.ts';
import { personOf, type Glance } from '../domain/preview/history.ts';
import type { ProfileSnapshot } from '../domain/profile-snapshot.ts';
import { completed, type StoredScore } from '../domain/stored-score.ts';
import type { PostgresHistories } from './postgres-histories.ts';

const GLANCES_AT_ONCE = 500;

/** What previews and hunches read of all leads, a page at a time and outside of any batch. */
export class PostgresExcerpts {
  readonly #pool: pg.Pool;
  readonly #glancesSql: string;
  readonly #histories: PostgresHistories;
  readonly #everybodySql: string;

  constructor(pool: pg.Pool, schema: string, leads: string, histories: PostgresHistories) {
    this.#pool = pool;
    this.#histories = histories;
    const name = pg.escapeIdentifier(schema);
    const evidence = `${name}.evidence`;
    const counts = 'e.generation = s.generation';
    this.#glancesSql = `SELECT active.key, active.body, (
        SELECT json_object_agg(counted.type, counted.n) FROM (SELECT e.type, count(*) AS n FROM ${evidence} AS e
          WHERE e.lead = active.key AND e.at_ms > $4 AND e.at_ms <= $3 AND e.generation = active.generation
          GROUP BY e.type) AS counted) AS did, (
        SELECT json_agg(json_build_object('version', p.version, 'fromMs', p.from_ms, 'fields', p.body))
          FROM ${name}.profile_snapshot AS p WHERE p.lead = active.key) AS snapshots
      FROM (SELECT s.key, s.body, s.generation FROM ${leads} AS s
        WHERE s.key > $1 AND EXISTS (SELECT FROM ${evidence} AS e
          WHERE e.lead = s.key AND e.at_ms > $2 AND e.at_ms <= $3 AND ${counts})
        ORDER BY s.key LIMIT ${GLANCES_AT_ONCE}) AS active
      ORDER BY active.key`;
    this.#everybodySql = `SELECT key, body FROM ${leads} WHERE key > $1 ORDER BY key LIMIT ${GLANCES_AT_ONCE}`;
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
      const { rows } = await this.#pool.query<{ key: string; body: StoredScore }>(this.#everybodySql, [last]);
      if (rows.length === 0) return;
      yield rows.map(({ key, body }) => attemptedOf(key, completed(body)));
      last = rows.at(-1)!.key;
    }
  }

  async excerpts(leadIds: readonly string[], excerpt: Excerpt): Promise<ReadonlyMap<string, readonly ScorableEvent[]>> {
    const excerpts = new Map<string, readonly ScorableEvent[]>();
    for (const [leadId, history] of await this.#histories.stored(leadIds, this.#pool)) {
      const events = history().filter((event) => isIn(excerpt, event));
      if (events.length > 0) excerpts.set(leadId, events);
    }
    return excerpts;
  }
}

type GlanceRow = {
  readonly key: string;
  readonly body: StoredScore;
  readonly did: Readonly<Record<string, number>> | null;
  readonly snapshots: readonly ProfileSnapshot[] | null;
};

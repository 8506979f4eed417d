import type { CloudEvent } from '@smarketing/contracts';
import { Announcements, type Announced, type Tx } from '@smarketing/messaging';
import pg from 'pg';
import { column } from './array-parameter.ts';
import { clientOf } from './postgres-tx.ts';
import { prepared } from './prepared.ts';
import { storableText } from './storable-text.ts';

type Row = {
  readonly key: string;
  readonly lane: number;
  readonly type: string;
  readonly facet: string | null;
  readonly event: string;
};

/** The table `announced` (see replay-tables.ts), one or two statements per batch. */
export class PostgresAnnouncements extends Announcements {
  readonly #table: string;

  constructor(schema: string) {
    super();
    this.#table = `${pg.escapeIdentifier(schema)}.announced`;
  }

  async keep(tx: Tx, announced: readonly Announced[]): Promise<void> {
    const rows = new Map<string, Row>();
    for (const [index, { lane, event, facet }] of announced.entries()) {
      const key = storableText(event.subject);
      const kept = facet === null ? null : storableText(facet);
      const identity = kept === null ? String(index) : JSON.stringify([key, event.type, kept]);
      // The last of its facet, and in its place: a row can be written only once in a statement.
      rows.delete(identity);
      rows.set(identity, { key, lane, type: event.type, facet: kept, event: JSON.stringify(event) });
    }
    const all = [...rows.values()];
    // A row that is replaced takes a new position: it is as if it had come last.
    await clientOf(tx).query(
      prepared(
        `INSERT INTO ${this.#table} (key, lane, type, facet, event)
       SELECT key, lane, type, facet, event
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::json[]) AS r (key, lane, type, facet, event)
       ON CONFLICT (key, type, facet) WHERE facet IS NOT NULL
       DO UPDATE SET position = DEFAULT, event = excluded.event`,
        [
          column('text', all, ({ key }) => key),
          all.map(({ lane }) => lane),
          column('text', all, ({ type }) => type),
          column('text', all, ({ facet }) => facet),
          column('json', all, ({ event }) => event),
        ],
      ),
    );
  }

  async page(
    tx: Tx,
    { lane, types, after, limit }: { lane: number; types: readonly string[]; after: string | null; limit: number },
  ): Promise<{ events: readonly CloudEvent[]; after: string | null }> {
    const client = clientOf(tx);
    const [from = 0, end = await this.#last(client, lane)] = after === null ? [] : after.split('/').map(Number);
    const { rows } = await client.query<{ position: number; event: CloudEvent }>(
      `SELECT position, event FROM ${this.#table}
       WHERE lane = $1 AND position > $2 AND position <= $3 AND type = ANY($4::text[]) ORDER BY position LIMIT $5`,
      [lane, from, end, types, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      events: page.map(({ event }) => event),
      after: rows.length > limit ? `${page.at(-1)!.position}/${end}` : null,
    };
  }

  async #last(client: pg.PoolClient, lane: number): Promise<number> {
    const { rows } = await client.query<{ last: number }>(
      `SELECT coalesce(max(position), 0) AS last FROM ${this.#table} WHERE lane = $1`,
      [lane],
    );
    return rows[0]!.last;
  }
}

import pg from 'pg';
import type { ClientEvent } from '../domain/client-event.ts';
import {
  SetAsideEvents,
  type SetAsideDetails,
  type SetAsideEvent,
  type SetAsideFilter,
  type SetAsidePlace,
} from './set-aside-events.ts';
import { isLeadId } from './wanted.ts';

const EVENT = `c.event_id AS "eventId", c.variant, c.source, c.client_id AS "clientId", c.status, c.reason, c.difference, c.type,
  c.occurred_at_ms AS "occurredAtMs", c.received_at_ms AS "receivedAtMs", c.principal_id AS "principalId", c.repeats`;

type Counted = NonNullable<SetAsideDetails['counted']>;
type FoundRow = SetAsideEvent & { readonly payload: ClientEvent['payload'] } & {
  [Field in keyof Counted as `counted${Capitalize<Field>}`]: Counted[Field] | null;
};

export class PostgresSetAsideEvents extends SetAsideEvents {
  readonly #pool: pg.Pool;
  readonly #table: string;

  constructor({ pool, schema }: { readonly pool: pg.Pool; readonly schema: string }) {
    super();
    this.#pool = pool;
    this.#table = `${pg.escapeIdentifier(schema)}.client_event`;
  }

  async list(
    { status, source, sinceMs }: SetAsideFilter,
    limit: number,
    place?: SetAsidePlace,
  ): Promise<readonly SetAsideEvent[]> {
    const { rows } = await this.#pool.query<SetAsideEvent>(
      `SELECT ${EVENT} FROM ${this.#table} AS c
       WHERE c.status <> 'applied' AND ($1::text IS NULL OR c.status = $1) AND ($2::text IS NULL OR c.source = $2)
         AND c.received_at_ms >= $3 AND ($4::bigint IS NULL OR (c.received_at_ms, c.event_id, c.variant) < ($4, $5::uuid, $6::bigint))
       ORDER BY c.received_at_ms DESC, c.event_id DESC, c.variant DESC LIMIT $7`,
      [
        status ?? null,
        source ?? null,
        sinceMs ?? 0,
        ...(place ? [place.receivedAtMs, place.eventId, place.variant] : [null, null, null]),
        limit,
      ],
    );
    return rows;
  }

  async find(eventId: string, variant: number): Promise<SetAsideDetails | null> {
    if (!isLeadId(eventId)) return null;
    const { rows } = await this.#pool.query<FoundRow>(
      `SELECT ${EVENT}, c.payload, f.type AS "countedType", f.occurred_at_ms AS "countedOccurredAtMs",
         f.received_at_ms AS "countedReceivedAtMs", f.lead_id AS "countedLeadId", f.payload AS "countedPayload"
       FROM ${this.#table} AS c LEFT JOIN ${this.#table} AS f ON f.event_id = c.event_id AND f.variant = 0
       WHERE c.event_id = $1 AND c.variant = $2 AND c.status <> 'applied'`,
      [eventId, variant],
    );
    const [row] = rows;
    if (!row) return null;
    const { countedType, countedOccurredAtMs, countedReceivedAtMs, countedLeadId, countedPayload, ...event } = row;
    const counted =
      countedType === null
        ? null
        : {
            type: countedType,
            occurredAtMs: countedOccurredAtMs!,
            receivedAtMs: countedReceivedAtMs!,
            leadId: countedLeadId,
            payload: countedPayload!,
          };
    return { ...event, counted };
  }
}

import { column } from '@smarketing/postgres';
import type { ClientEvent } from '../domain/client-event.ts';

export type DirectorySql = ReturnType<typeof directorySql>;

const LEAD = `l.id, l.version, l.told_version AS "toldVersion", l.told_at_ms AS "toldAtMs", l.created_at_ms AS "createdAtMs", l.moved_to AS "movedTo", l.ids, l.profile AS fields, l.consent`;
const LEAD_ROW = `(id uuid, version bigint, "toldVersion" bigint, "toldAtMs" bigint, "createdAtMs" bigint, "movedTo" uuid, ids json, fields json, consent json, loaded bigint)`;

const EVENT_COLUMNS = `event_id, variant, source, client_id, hash, status, reason, difference, lead_id, type, occurred_at_ms,
  received_at_ms, principal_id, payload, decided_at_ms, emits_before`;

/** The parameters of `insertEvents`. */
export const eventColumns = (rows: readonly ClientEvent[]): readonly unknown[] => [
  rows.map(({ eventId }) => eventId),
  rows.map(({ variant }) => variant),
  column('text', rows, ({ source }) => source),
  column('text', rows, ({ clientId }) => clientId),
  column('text', rows, ({ hash }) => hash),
  column('text', rows, ({ status }) => status),
  column('text', rows, ({ reason }) => reason),
  column('json', rows, ({ difference }) => (difference === null ? null : JSON.stringify(difference))),
  rows.map(({ leadId }) => leadId),
  column('text', rows, ({ type }) => type),
  rows.map(({ occurredAtMs }) => occurredAtMs),
  rows.map(({ receivedAtMs }) => receivedAtMs),
  column('text', rows, ({ principalId }) => principalId),
  column('json', rows, ({ payload }) => JSON.stringify(payload)),
  rows.map(({ decidedAtMs }) => decidedAtMs),
  rows.map(({ emitsBefore }) => emitsBefore),
];

/** The statements of the directory; `schema` is an escaped identifier. Each takes its rows as one JSON array, but `insertEvents`, whose rows are long. */
export function directorySql(schema: string) {
  return {
    // One by one by the index, in the order of the locks: joined, a ledger that is still small would be read whole with each batch.
    loadEvents: `
      SELECT c.event_id AS "eventId", c.variant, c.hash, CASE WHEN c.hash <> r.hash THEN c.payload END AS payload
      FROM (SELECT id, hash FROM json_to_recordset($1::json) AS r (id uuid, hash text) ORDER BY id) AS r
      CROSS JOIN LATERAL (
        SELECT event_id, variant, hash, payload FROM ${schema}.client_event
        WHERE event_id = r.id ORDER BY variant FOR KEY SHARE
      ) AS c`,
    // One by one, for the same reason.
    loadIdentifiers: `
      SELECT i.kind, i.value, i.lead_id AS "leadId" FROM json_to_recordset($1::json) AS r (kind text, value text)
      CROSS JOIN LATERAL (
        SELECT kind, value, lead_id FROM ${schema}.identifier WHERE kind = r.kind AND value = r.value OFFSET 0
      ) AS i`,
    lockLeads: `SELECT ${LEAD} FROM ${schema}.lead AS l WHERE l.id = ANY($1::uuid[]) AND NOT l.erased
      ORDER BY l.id FOR KEY SHARE`,
    lockLeadsToChange: `SELECT ${LEAD} FROM ${schema}.lead AS l WHERE l.id = ANY($1::uuid[]) AND NOT l.erased
      ORDER BY l.id FOR NO KEY UPDATE`,
    insertEvents: `
      INSERT INTO ${schema}.client_event (${EVENT_COLUMNS})
      SELECT ${EVENT_COLUMNS} FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::json[], $9::uuid[], $10::text[], $11::bigint[], $12::bigint[], $13::text[], $14::json[], $15::bigint[],
        $16::smallint[]) AS r (${EVENT_COLUMNS})
      ORDER BY event_id, variant ON CONFLICT DO NOTHING`,
    countRepeats: `
      UPDATE ${schema}.client_event AS c SET repeats = c.repeats + r.count
      FROM json_to_recordset($1::json) AS r ("eventId" uuid, variant bigint, count int)
      WHERE c.event_id = r."eventId" AND c.variant = r.variant`,
    insertIdentifiers: `
      INSERT INTO ${schema}.identifier (kind, value, lead_id)
      SELECT kind, value, "leadId" FROM json_to_recordset($1::json) AS r (kind text, value text, "leadId" uuid)
      ORDER BY kind, value ON CONFLICT DO NOTHING`,
    moveIdentifiers: `
      UPDATE ${schema}.identifier AS i SET lead_id = r."leadId"
      FROM json_to_recordset($1::json) AS r (kind text, value text, "leadId" uuid, "from" uuid)
      WHERE i.kind = r.kind AND i.value = r.value AND i.lead_id = r."from"`,
    insertLeads: `
      INSERT INTO ${schema}.lead (id, version, told_version, told_at_ms, created_at_ms, ids, profile, consent)
      SELECT id, version, "toldVersion", "toldAtMs", "createdAtMs", ids, fields, consent FROM json_to_recordset($1::json) AS r ${LEAD_ROW}
      ORDER BY id ON CONFLICT DO NOTHING`,
    updateLeads: `
      UPDATE ${schema}.lead AS l SET version = r.version, told_version = r."toldVersion", told_at_ms = r."toldAtMs", ids = r.ids, profile = r.fields, consent = r.consent
      FROM json_to_recordset($1::json) AS r ${LEAD_ROW} WHERE l.id = r.id AND l.version = r.loaded`,
    timeline: `
      SELECT event_id AS "eventId", source, type, occurred_at_ms AS "occurredAtMs", received_at_ms AS "receivedAtMs", payload
      FROM ${schema}.client_event
      WHERE lead_id = $1 AND status = 'applied'
        AND ($3::bigint IS NULL OR (occurred_at_ms, event_id) < ($3::bigint, $4::uuid))
      ORDER BY occurred_at_ms DESC, event_id DESC LIMIT $2`,
    leadExists: `SELECT FROM ${schema}.lead WHERE id = $1 AND NOT erased`,
  };
}

/** The statements that read what is told again. */
export function retellingSql(schema: string) {
  return {
    leadIds: `SELECT id FROM ${schema}.lead WHERE NOT erased AND ($1::uuid IS NULL OR id > $1::uuid) ORDER BY id LIMIT $2`,
    leads: `SELECT ${LEAD} FROM ${schema}.lead AS l WHERE l.id = ANY($1::uuid[]) AND NOT l.erased ORDER BY l.id`,
    // The statement by which a lead became known was received when the lead was made.
    statements: `
      SELECT c.* FROM ${schema}.lead AS l CROSS JOIN LATERAL (
        SELECT event_id AS "eventId", lead_id AS "leadId", source, type, occurred_at_ms AS "occurredAtMs",
          received_at_ms AS "receivedAtMs", payload, coalesce(decided_at_ms, received_at_ms) AS "decidedAtMs",
          emits_before AS "emitsBefore"
        FROM ${schema}.client_event
        WHERE lead_id = l.id AND status = 'applied'
          AND ($2::text[] IS NULL OR type = ANY($2::text[]) OR received_at_ms = l.created_at_ms)
          AND ($3::bigint IS NULL OR (occurred_at_ms, event_id) < ($3::bigint, $4::uuid))
        ORDER BY occurred_at_ms DESC, event_id DESC LIMIT $5
      ) AS c
      WHERE l.id = ANY($1::uuid[]) AND NOT l.erased
      ORDER BY l.id, c."occurredAtMs" DESC, c."eventId" DESC LIMIT $5`,
  };
}

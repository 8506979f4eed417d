import { emptyTallies, packTallies } from '@smarketing/agreement';
import { laneOf } from '@smarketing/messaging';
import type { Platform } from '@smarketing/service-kit';
import { packsSql } from '../packs.ts';
import { randomOf } from '../random.ts';

const DAY_MS = 86_400_000;
/** How long the leads have been at it. */
const DAYS = 120;
const ROWS_AT_ONCE = 2_000;

/** What prospects do, by how often: of twenty events, so many are of each kind. */
const KINDS: readonly (readonly [times: number, type: string])[] = [
  [7, 'page_viewed'],
  [5, 'email_opened'],
  [2, 'email_clicked'],
  [2, 'content_downloaded'],
  [1, 'pricing_viewed'],
  [1, 'webinar_attended'],
  [1, 'webinar_registered'],
  [1, 'form_submitted'],
];

/** `eventsPerLead`: on average. */
export type Generated = { readonly leads: number; readonly eventsPerLead: number; readonly nowMs: number };

export const leadIdOf = (n: number): string => `0198c3d2-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Some have done more than others, so that what is in no pack yet is of any length. */
const UNLIKE = 15;
const fewest = (eventsPerLead: number): number => eventsPerLead - Math.floor(UNLIKE / 2);

/**
 * Leads and their evidence in scoring's own tables, as the service writes them, in the order in which such events arrive. Resolves with the
 * number of events.
 */
export async function generateLeads(
  pool: Platform['pool'],
  { leads, eventsPerLead, nowMs }: Generated,
): Promise<number> {
  await pool.query(`SET synchronous_commit = off`);
  await insertLeads(pool, leads, -1, (n) => fewest(eventsPerLead) + (n % UNLIKE));
  const kinds = KINDS.flatMap(([times, type]) => Array.from({ length: times }, () => type));
  // One event of every lead in turn: the rows of one lead lie apart, as those of people who act at the same time do.
  const turns = fewest(eventsPerLead) + UNLIKE - 1;
  const eventsOfLead = `(${fewest(eventsPerLead)} + lead % ${UNLIKE})`;
  const turnsAtOnce = Math.max(1, Math.floor(250_000 / leads));
  let events = 0;
  for (let from = 0; from < turns; from += turnsAtOnce) {
    const { rowCount } = await pool.query(
      `INSERT INTO scoring.evidence
         (event_id, lead, type, at_ms, occurred_at_ms, received_at_ms, generation, weighed, mail, nth, body)
       SELECT id, lead, type, at, at, at + 400, 0, true, CASE WHEN type = 'email_clicked' THEN 'm' || id END, turn + 1,
         json_strip_nulls(json_build_object('id', id, 'type', type, 'occurredAt', at, 'receivedAt', at + 400, 'source', 'website',
           'properties', CASE
             WHEN type IN ('email_opened', 'email_clicked') THEN json_build_object('messageId', 'm' || id, 'campaignId', 'spring', 'link', 'https://engines.example/articles/' || i % 40)
             WHEN type = 'form_submitted' THEN json_build_object('form', 'newsletter', 'topic', CASE WHEN i % 3 = 0 THEN 'support' ELSE 'sales' END)
             ELSE json_build_object('url', 'https://engines.example/' || (array['products','blog','careers','docs','cases'])[1 + i % 5] || '/' || i % 200,
               'path', '/' || (array['products','blog','careers','docs','cases'])[1 + i % 5] || '/' || i % 200, 'title', 'Analytical engines, page ' || i % 200) END,
           'asset', CASE WHEN type IN ('content_downloaded', 'webinar_attended') THEN
             json_build_object('id', 'asset-' || i % 60, 'type', (array['guide','case-study','webinar'])[1 + i % 3], 'title', 'Asset ' || i % 60, 'stage', (array['aware','considering','deciding'])[1 + i % 3]) END,
           'campaign', json_build_object('source', 'newsletter', 'name', 'spring', 'medium', 'email')))
       FROM (SELECT i, turn, md5(i::text)::uuid::text AS id,
               '0198c3d2-0000-7000-8000-' || lpad(to_hex(lead), 12, '0') AS lead,
               ($3::text[])[1 + ((i * 2654435761) >> 7) % ${kinds.length}] AS type,
               ($4::bigint - ${DAYS * DAY_MS} + ((turn + i % $2 / $2::float8) * ${DAYS * DAY_MS} / ${eventsOfLead})::bigint) AS at
             FROM (SELECT i, i / $2 AS turn, (i * 7919) % $2 AS lead
                     FROM generate_series($1::bigint, $5::bigint) AS i) AS drawn
            WHERE turn < ${eventsOfLead}) AS e`,
      [from * leads, leads, kinds, nowMs, Math.min(from + turnsAtOnce, turns) * leads - 1],
    );
    events += rowCount ?? 0;
  }
  await pool.query(packsSql);
  await pool.query('VACUUM ANALYZE scoring.evidence, scoring.evidence_pack, scoring.lead_score');
  return events;
}

/** Leads with their profiles, as they are scored under a version of the agreement; `notedOf`: how much evidence there is of each. */
export async function insertLeads(
  pool: Platform['pool'],
  leads: number,
  agreementVersion: number,
  notedOf: (n: number) => number = () => 0,
): Promise<void> {
  for (let from = 0; from < leads; from += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, leads - from);
    const rows = Array.from({ length: count }, (_, n) => leadRow(from + n, agreementVersion, notedOf(from + n)));
    await pool.query(
      `INSERT INTO scoring.lead_score (key, body, agreement_version, generation, lane, noted)
       SELECT key, body::json, $2, 0, lane, noted FROM json_to_recordset($1::json) AS r (key text, body text, lane int, noted int)`,
      [JSON.stringify(rows), agreementVersion],
    );
  }
}

function leadRow(n: number, agreementVersion: number, noted: number) {
  const key = leadIdOf(n);
  const random = randomOf(n + 1);
  const oneOf = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const fields = {
    ...{ email: `person-${n}@company-${n % 5_000}.example`, firstName: 'Ada', lastName: `Number ${n}` },
    ...{ company: `Company ${n % 5_000}`, country: oneOf('DE', 'FR', 'US', 'NL') },
    ...{ headcount: oneOf(5, 30, 200, 800, 3_000), industry: oneOf('software', 'retail', 'farming', 'insurance') },
    title: oneOf('VP Operations', 'Head of Marketing', 'Engineer', 'Student', 'CEO'),
  };
  const body = {
    ...{ version: 0, profile: { version: 1, fields }, consent: { version: -1, statements: [] } },
    ...{
      tallies: packTallies(emptyTallies(agreementVersion)),
      standings: {},
      cycles: [],
      earlier: [],
      cyclesSoFar: 0,
      fences: [],
      content: [],
    },
    ...{ needs: {}, firstSource: null, lastCampaign: null, closedDeals: [], nomination: null, toldVersion: 0 },
    ...{ noted, generation: 0, heard: { profile: 1, consent: -1, objected: false }, pending: null, armedForMs: null },
  };
  return { key, body: JSON.stringify(body), lane: laneOf(key), noted };
}

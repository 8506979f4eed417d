import type { OpenPlatform } from '@smarketing/service-kit';
import { packsSql } from '../packs.ts';

export type Crowd = { readonly leads: number; readonly events: number; readonly nowMs: number };

/** So far back it goes, evenly; and people come and go: each is active for some weeks, a third of them within the last month. */
const DAYS = 180;
const ACTIVE_DAYS = 45;
const DAY_MS = 86_400_000;

/**
 * Leads and their evidence as the service writes them, made by rule and the same every time. Rows of evidence lie in the order in which they
 * arrived, those of one lead far apart, as they do where people come and go.
 */
export async function fillScoring(pool: OpenPlatform['pool'], { leads, events, nowMs }: Crowd): Promise<void> {
  const say = async (text: string, values: unknown[] = []) => void (await pool.query(text, values));
  await say('TRUNCATE scoring.lead_score, scoring.evidence, scoring.evidence_pack');
  await say(LEADS, [leads, nowMs]);
  // Indexes at the end: a tenth of the time.
  const { rows: indexes } = await pool.query<{ name: string; definition: string }>(INDEXES);
  await say('ALTER TABLE scoring.evidence DROP CONSTRAINT evidence_pkey');
  for (const { name } of indexes) await say(`DROP INDEX scoring.${name}`);
  await say(EVENTS, [leads, events, nowMs - DAYS * DAY_MS, (DAYS * DAY_MS) / events]);
  await say('ALTER TABLE scoring.evidence ADD PRIMARY KEY (event_id)');
  for (const { definition } of indexes) await say(definition);
  await say(packsSql);
  await say('VACUUM ANALYZE scoring.lead_score, scoring.evidence, scoring.evidence_pack');
}

const INDEXES = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE schemaname = 'scoring' AND tablename = 'evidence' AND indexname <> 'evidence_pkey'`;

const leadOf = (n: string) => `md5('lead ' || ${n})::uuid::text`;
const oneOf = (n: string, values: readonly string[]) =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[1 + (${n}) % ${values.length}]`;

const INDUSTRIES = ['software', 'retail', 'logistics', 'health', 'public', 'machinery'];
const TITLES = ['VP Operations', 'Head of Marketing', 'Engineer', 'Student', 'CEO', 'Assistant', 'Sales Manager'];

const CONTENT = `(SELECT json_agg(json_build_object('assetId', 'asset-' || k, 'title', 'A guide to engines, No. ' || k,
  'type', 'guide', 'topic', 'engines', 'stage', 'considering', 'atMs', $2::bigint - k * 86400000, 'eventId', md5(n + k || ''),
  'dwellSeconds', NULL)) FROM generate_series(1, 10) AS k)`;

/** Every fiftieth has an attempt to sell behind it; a third of those were won. */
const LEADS = `
  INSERT INTO scoring.lead_score (key, agreement_version, generation, body)
  SELECT ${leadOf('n')}, 0, 0, json_build_object(
    'version', 1,
    'profile', json_build_object('version', 1, 'fields', json_build_object(
      'email', 'person' || n || '@company' || n / 3 || '.test', 'firstName', 'Person', 'lastName', 'No. ' || n,
      'company', 'Company ' || n / 3, 'headcount', 5 + (n * 7919) % 1200,
      'industry', ${oneOf('n * 31 / 7', INDUSTRIES)},
      'country', ${oneOf('n * 17 / 5', ['DE', 'US', 'GB', 'FR', 'BR', 'IN'])},
      'title', ${oneOf('n * 13 / 3', TITLES)}, 'phone', '+49 30 ' || n)),
    'consent', json_build_object('version', -1, 'statements', json_build_array()),
    'tallies', json_build_object('version', 0, 'models', json_build_object(), 'signals', json_build_object(),
      'research', json_build_array(), 'stages', json_build_object(), 'newestAt', NULL, 'rebuild', false),
    'standings', json_build_object(), 'cycles', json_build_array(),
    'earlier', CASE WHEN n % 50 > 0 THEN json_build_array() ELSE json_build_array(json_build_object(
      'cycleId', 'cycle ' || n, 'model', 'default', 'number', 1, 'origin', 'marketing', 'progress', 'accepted',
      'startedAtMs', $2::bigint - (n % 60) * ${DAY_MS}::bigint, 'endedAtMs', $2::bigint - (n % 30) * ${DAY_MS}::bigint,
      'outcome', CASE WHEN n % 150 = 0 THEN 'won' ELSE 'lost' END, 'reason', NULL)) END,
    'cyclesSoFar', (n % 50 = 0)::int, 'fences', json_build_array(), 'content', ${CONTENT},
    'needs', json_build_object(), 'firstSource', NULL, 'lastCampaign', NULL, 'closedDeals', json_build_array(),
    'nomination', NULL, 'toldVersion', 0, 'generation', 0,
    'heard', json_build_object('profile', 1, 'consent', -1, 'objected', false), 'pending', NULL, 'armedForMs', NULL)
  FROM generate_series(1, $1::int) AS n`;

/** Out of a hundred events; one in four hundred says that somebody wants to buy. */
const TYPE = `CASE WHEN r < 60 THEN 'page_viewed' WHEN r < 74 THEN 'email_opened' WHEN r < 90 THEN 'email_clicked'
  WHEN r < 92 THEN 'pricing_viewed' WHEN r < 95 THEN 'content_downloaded' WHEN r < 97 THEN 'webinar_attended'
  WHEN r < 99 THEN 'video_watched' WHEN n % 20 = 0 THEN 'demo_requested' WHEN n % 20 < 3 THEN 'form_submitted'
  WHEN n % 20 < 5 THEN 'email_replied' ELSE 'webinar_registered' END`;

/** Of the row of people, whose turn it is: those who began at most so many days ago. */
const AT_SHARE = `(n * ${DAYS}.0 / ($2::bigint + 1) + (abs(hashint8(n)::bigint) % 10000) * ${ACTIVE_DAYS / 10_000}) / ${DAYS + ACTIVE_DAYS}`;

const EVENTS = `
  INSERT INTO scoring.evidence (event_id, lead, type, at_ms, occurred_at_ms, received_at_ms, generation, weighed, nth, body)
  SELECT id, lead, type, at, at, at + 250, 0, true, nth, json_strip_nulls(json_build_object(
    'id', id, 'type', type, 'occurredAt', at, 'receivedAt', at + 250, 'source', 'website',
    'properties', CASE type
      WHEN 'page_viewed' THEN json_build_object('path', CASE r % 4 WHEN 0 THEN '/product/engines' WHEN 1 THEN '/careers'
        ELSE '/blog/entry-' || n % 97 END, 'title', 'A page of ours, No. ' || n % 97, 'referrer', 'https://search.test/')
      WHEN 'form_submitted' THEN json_build_object('form', 'contact', 'topic', 'sales')
      ELSE json_build_object('message', 'message-' || n % 89) END,
    'asset', CASE WHEN type = 'content_downloaded' THEN json_build_object('id', 'asset-' || n % 40, 'type', 'guide',
      'title', 'A guide, No. ' || n % 40, 'stage', ${oneOf('n', ['aware', 'considering', 'deciding'])}) END))
  FROM (SELECT n, nth, 'event-' || n || '-of-the-crowd' AS id, ${leadOf('whose')} AS lead,
      $3::bigint + (n * $4::float8)::bigint AS at, r, ${TYPE} AS type
    FROM (SELECT n, whose, abs(hashint8(n * 7 + 1)) % 100 AS r, row_number() OVER (PARTITION BY whose ORDER BY n) AS nth
      FROM (SELECT n, 1 + floor($1::int * ${AT_SHARE})::int AS whose FROM generate_series(1, $2::bigint) AS n) AS drawn
      ORDER BY n) AS numbered) AS made`;

import { laneOf } from '@smarketing/messaging';
import type { Platform } from '@smarketing/service-kit';
import { inCopy, inCopySql, withPlacesSql } from './other-names.ts';

type Pool = Platform['pool'];

/** What services keep of people, as they wrote it themselves; lanes, log and broadcasts are of the installation and stay single. */
const TABLES = [
  ...['ingestion.lead', 'ingestion.identifier', 'ingestion.client_event'],
  ...['scoring.lead_score', 'scoring.account_score', 'scoring.profile_snapshot', 'scoring.attempt', 'scoring.evidence'],
  ...['scoring.evidence_pack', 'ingestion.timers', 'scoring.timers'],
];
const KEYED = ['scoring.lead_score', 'scoring.account_score', 'ingestion.timers', 'scoring.timers'];
const ROWS_PER_STATEMENT = 250_000;

/**
 * Adds copies of everything under other names, without going through the services: row by row in the order of the originals, all copies of
 * a row together, so that what one person did lies as far apart as where all of them did it at the same time.
 */
export async function multiply(pool: Pool, copies: number, report: (line: string) => void): Promise<void> {
  await pool.query('CREATE SCHEMA bench');
  await noteLanes(pool, copies);
  for (const table of TABLES) {
    const startedMs = performance.now();
    const rows = await multiplyTable(pool, table, copies);
    const seconds = (performance.now() - startedMs) / 1_000;
    report(`  ${table}: ${rows.toLocaleString('en-US')} rows more (${seconds.toFixed(1)} s)`);
  }
  await pool.query('DROP SCHEMA bench CASCADE');
}

/** The lane of each key, which SQL cannot tell. */
async function noteLanes(pool: Pool, copies: number): Promise<void> {
  await pool.query('CREATE UNLOGGED TABLE bench.lanes (key text PRIMARY KEY, lane int NOT NULL)');
  const keys = KEYED.map((table) => `SELECT key FROM ${table}`).join(' UNION ');
  const { rows } = await pool.query<{ key: string }>(keys);
  for (let copy = 1; copy <= copies; copy++) {
    const names = rows.map(({ key }) => inCopy(copy, key));
    await pool.query('INSERT INTO bench.lanes SELECT * FROM unnest($1::text[], $2::int[]) ON CONFLICT DO NOTHING', [
      names,
      names.map((name) => laneOf(name)),
    ]);
  }
  await pool.query('ANALYZE bench.lanes');
}

type Column = { readonly name: string; readonly type: string };

async function multiplyTable(pool: Pool, table: string, copies: number): Promise<number> {
  const [schema, name] = table.split('.') as [string, string];
  const { rows: columns } = await pool.query<Column>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`,
    [schema, name],
  );
  if (columns.length === 0) throw new Error(`there is no table ${table}`);
  const { rows: counted } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  const originals = counted[0]!.count;
  // A copy of the originals, so that copies are not copied.
  await pool.query(
    `CREATE UNLOGGED TABLE bench.originals AS
     SELECT row_number() OVER () AS n, ${columns.map(originalSql).join(', ')} FROM ${table}`,
  );
  await pool.query('CREATE INDEX ON bench.originals (n)');
  const step = Math.max(1, Math.floor(ROWS_PER_STATEMENT / copies));
  const isKeyed = KEYED.includes(table);
  for (let from = 1; from <= originals; from += step) {
    await pool.query(
      `INSERT INTO ${table} (${columns.map((each) => `"${each.name}"`).join(', ')})
       SELECT ${columns.map((column) => copiedSql(column, isKeyed)).join(', ')}
       FROM (SELECT * FROM bench.originals WHERE n >= $1 AND n < $2) AS o CROSS JOIN generate_series(1, $3::int) AS copy
       ${isKeyed ? `JOIN bench.lanes AS l ON l.key = ${inCopySql('o.key', 'copy')}` : ''}
       ORDER BY o.n, copy`,
      [from, from + step, copies],
    );
  }
  await pool.query('DROP TABLE bench.originals');
  return originals * copies;
}

const holdsIds = ({ type }: Column): boolean => ['text', 'uuid', 'json'].includes(type);

function originalSql(column: Column): string {
  const name = `"${column.name}"`;
  return holdsIds(column) ? `${withPlacesSql(`${name}::text`)} AS ${name}` : name;
}

function copiedSql(column: Column, isKeyed: boolean): string {
  if (isKeyed && column.name === 'lane') return 'l.lane';
  const original = `o."${column.name}"`;
  return holdsIds(column) ? `${inCopySql(original, 'copy')}::${column.type}` : original;
}

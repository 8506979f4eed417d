import { afterAll, beforeAll } from '@jest/globals';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { announcementsContract } from '../../messaging/src/rebuild/announcements.contract.ts';
import { laneMigrations } from './lane-tables.ts';
import { migrate } from './migrate.ts';
import { openPool } from './pool.ts';
import { PostgresAnnouncements } from './postgres-announcements.ts';
import { PostgresLaneDatabase } from './postgres-lane-database.ts';

const schema = 'sla';
let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTestPostgres();
  url = await server.freshDatabase();
  await migrate(url, schema, laneMigrations);
}, 60_000);
afterAll(() => server?.stop(), 60_000);

announcementsContract('PostgreSQL', async () => {
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  await pool.query('TRUNCATE sla.announced');
  return {
    announcements: new PostgresAnnouncements(schema),
    database: new PostgresLaneDatabase({ pool, schema }),
    close: () => pool.end(),
  };
});

import { afterAll, beforeAll } from '@jest/globals';
import { PostgresLaneDatabase, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { leadViewsContract } from './lead-views.contract.ts';
import { consoleMigrations } from './migrations.ts';
import { PostgresLeadViews } from './postgres-lead-views.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop());

leadViewsContract('PostgresLeadViews', async () => {
  const url = await server.freshDatabase();
  await migrate(url, 'console', consoleMigrations);
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  return {
    database: new PostgresLaneDatabase({ pool, schema: 'console' }),
    views: new PostgresLeadViews(new ServiceDatabase(pool, 'console')),
    close: () => pool.end(),
  };
});

import { afterAll, beforeAll } from '@jest/globals';
import { PostgresLaneDatabase, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { slaMigrations } from './migrations.ts';
import { PostgresSlaLeads } from './postgres-sla-leads.ts';
import { slaLeadsContract } from './sla-leads.contract.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop());

slaLeadsContract('PostgresSlaLeads', async () => {
  const url = await server.freshDatabase();
  await migrate(url, 'sla', slaMigrations);
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  return {
    database: new PostgresLaneDatabase({ pool, schema: 'sla' }),
    leads: new PostgresSlaLeads(new ServiceDatabase(pool, 'sla')),
    close: () => pool.end(),
  };
});

import { afterAll, beforeAll } from '@jest/globals';
import { PostgresLaneDatabase, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { feedbackLeadsContract } from './feedback-leads.contract.ts';
import { feedbackMigrations } from './migrations.ts';
import { PostgresFeedbackLeads } from './postgres-feedback-leads.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop(), 60_000);

feedbackLeadsContract('PostgresFeedbackLeads', async () => {
  const url = await server.freshDatabase();
  await migrate(url, 'feedback', feedbackMigrations);
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  return {
    database: new PostgresLaneDatabase({ pool, schema: 'feedback' }),
    leads: new PostgresFeedbackLeads(new ServiceDatabase(pool, 'feedback')),
    close: () => pool.end(),
  };
});

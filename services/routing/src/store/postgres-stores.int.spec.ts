import { afterAll, beforeAll } from '@jest/globals';
import { migrate, openPool, PostgresLaneDatabase } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres } from '@smarketing/testing';
import type { TestPostgres } from '@smarketing/testing';
import { bookContract } from './book.contract.ts';
import { routingMigrations } from './migrations.ts';
import { PostgresBook } from './postgres-book.ts';
import { PostgresRoutingLeads } from './postgres-routing-leads.ts';
import { routingLeadsContract } from './routing-leads.contract.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server?.stop());

async function open() {
  const url = await server.freshDatabase();
  const schema = 'routing';
  await migrate(url, schema, routingMigrations);
  const pool = openPool(url, { max: 6, applicationName: 'test', onError: () => undefined });
  const service = new ServiceDatabase(pool, schema);
  return {
    book: new PostgresBook(service),
    leads: new PostgresRoutingLeads(service),
    database: new PostgresLaneDatabase({ pool, schema }),
    close: () => pool.end(),
  };
}

bookContract('PostgresBook', open);
routingLeadsContract('PostgresRoutingLeads', open);

import { afterAll, beforeAll } from '@jest/globals';
import { migrate, openPool } from '@smarketing/postgres';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import type { Pool } from 'pg';
import { ACCESS_SCHEMA, accessMigrations } from './access-migrations.ts';
import { accessStoreContract } from './access-store.contract.ts';
import { PostgresAccessStore } from './postgres-access-store.ts';

let server: TestPostgres;
const pools: Pool[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);

afterAll(async () => {
  for (const pool of pools) await pool.end();
  await server?.stop();
}, 60_000);

accessStoreContract('PostgresAccessStore', async () => {
  const url = await server.freshDatabase();
  await migrate(url, ACCESS_SCHEMA, accessMigrations);
  const pool = openPool(url, { max: 4, applicationName: 'test', onError: () => undefined });
  pools.push(pool);
  return new PostgresAccessStore(pool);
});

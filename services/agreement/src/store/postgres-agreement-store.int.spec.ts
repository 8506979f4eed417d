import { afterAll, beforeAll } from '@jest/globals';
import { PostgresLaneDatabase, laneMigrations, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import type { Pool } from 'pg';
import { agreementStoreContract } from './agreement-store.contract.ts';
import { agreementMigrations } from './migrations.ts';
import { PostgresAgreementStore } from './postgres-agreement-store.ts';

let server: TestPostgres;
const pools: Pool[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
});

afterAll(async () => {
  for (const pool of pools) await pool.end();
  await server.stop();
});

agreementStoreContract('PostgresAgreementStore', async () => {
  const url = await server.freshDatabase();
  await migrate(url, 'agreement', [...laneMigrations, ...agreementMigrations]);
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  pools.push(pool);
  const database = new PostgresLaneDatabase({ pool, schema: 'agreement' });
  return {
    store: new PostgresAgreementStore(new ServiceDatabase(pool, 'agreement')),
    transaction: (work) => database.transaction(work),
  };
});

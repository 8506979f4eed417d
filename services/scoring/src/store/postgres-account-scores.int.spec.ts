import { afterAll, beforeAll } from '@jest/globals';
import { PostgresLaneDatabase, laneMigrations, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { accountScoresContract } from './account-scores.contract.ts';
import { scoringMigrations } from './migrations.ts';
import { PostgresAccountScores } from './postgres-account-scores.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);

afterAll(() => server?.stop(), 60_000);

accountScoresContract('PostgresAccountScores', async () => {
  const url = await server.freshDatabase();
  await migrate(url, 'scoring', [...laneMigrations, ...scoringMigrations]);
  const pool = openPool(url, { max: 2, applicationName: 'test', onError: () => undefined });
  return {
    accounts: new PostgresAccountScores(new ServiceDatabase(pool, 'scoring')),
    database: new PostgresLaneDatabase({ pool, schema: 'scoring' }),
    close: () => pool.end(),
  };
});

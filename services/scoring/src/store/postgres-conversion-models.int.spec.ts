import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PostgresLaneDatabase, laneMigrations, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { conversionModelsContract } from './conversion-models.contract.ts';
import { scoringMigrations } from './migrations.ts';
import { PostgresConversionModels } from './postgres-conversion-models.ts';
import { PostgresLeadScores } from './postgres-lead-scores.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);

afterAll(() => server?.stop(), 60_000);

async function open() {
  const url = await server.freshDatabase();
  await migrate(url, 'scoring', [...laneMigrations, ...scoringMigrations]);
  const [one, other] = [1, 2].map(() =>
    openPool(url, { max: 3, applicationName: 'test', onError: () => undefined }),
  ) as [ReturnType<typeof openPool>, ReturnType<typeof openPool>];
  const database = new ServiceDatabase(one, 'scoring');
  return {
    models: new PostgresConversionModels(database),
    others: new PostgresConversionModels(new ServiceDatabase(other, 'scoring')),
    leads: new PostgresLeadScores(database, () => 0),
    database: new PostgresLaneDatabase({ pool: one, schema: 'scoring' }),
    other,
    close: async () => {
      await one.end();
      await other.end();
    },
  };
}

conversionModelsContract('PostgresConversionModels', open);

it('holds up nobody when whoever learns is gone', async () => {
  const { models, others, other, close } = await open();
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let finish = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const working = models.alone(async () => {
    begin();
    await held;
    return 'too late';
  });
  await begun;
  expect(await others.alone(async () => 'as well')).toBeNull();
  // As the server ends the session of a process that was killed.
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  await eventually(async () => expect(await others.alone(async () => 'instead')).toBe('instead'));
  finish();
  await working;
  await close();
});

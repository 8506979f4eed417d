import { afterAll, beforeAll } from '@jest/globals';
import { PostgresLaneDatabase, migrate, openPool } from '@smarketing/postgres';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { migrations } from './migrations.ts';
import { PostgresDirectory } from './postgres-directory.ts';
import { PostgresSetAsideEvents } from './postgres-set-aside-events.ts';
import { setAsideEventsContract } from './set-aside-events.contract.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop(), 60_000);

setAsideEventsContract('PostgresSetAsideEvents', async () => {
  const url = await server.freshDatabase();
  const schema = 'ingestion';
  await migrate(url, schema, migrations);
  const pool = openPool(url, { max: 8, applicationName: 'test', onError: () => undefined });
  const database = new PostgresLaneDatabase({ pool, schema });
  return {
    directory: new PostgresDirectory({ pool, schema }),
    setAside: new PostgresSetAsideEvents({ pool, schema }),
    transaction: (work) => database.transaction(work),
    close: () => pool.end(),
  };
});

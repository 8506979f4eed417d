import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { PostgresLaneDatabase, laneMigrations, migrate, openPool } from '@smarketing/postgres';
import { ServiceDatabase } from '@smarketing/service-kit';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { scoringMigrations } from '../store/migrations.ts';

/** An empty database with scoring's tables for each test of the file that calls this; it is there when a test begins. */
export class ScoringDatabase {
  pool!: ReturnType<typeof openPool>;
  service!: ServiceDatabase;
  database!: PostgresLaneDatabase;

  constructor() {
    let server: TestPostgres | undefined;
    beforeAll(async () => {
      server = await startTestPostgres();
    }, 60_000);
    afterAll(() => server?.stop(), 60_000);
    beforeEach(async () => {
      const url = await server!.freshDatabase();
      await migrate(url, 'scoring', [...laneMigrations, ...scoringMigrations]);
      this.pool = openPool(url, { max: 3, applicationName: 'test', onError: () => undefined });
      this.service = new ServiceDatabase(this.pool, 'scoring');
      this.database = new PostgresLaneDatabase({ pool: this.pool, schema: 'scoring' });
    });
    afterEach(() => this.pool.end());
  }
}

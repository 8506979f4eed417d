import type { Pool } from 'pg';

/** A service's own schema and the pool to reach it: provided in each service's module, so that stores cannot mix them up. */
export class ServiceDatabase {
  readonly pool: Pool;
  readonly schema: string;

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.schema = schema;
  }
}

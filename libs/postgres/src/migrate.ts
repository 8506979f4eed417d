import { createHash } from 'node:crypto';
import pg from 'pg';

/** One step of a schema's history. Never change one that was released: add another. */
export type Migration = {
  readonly name: string;
  /** Statements separated by semicolons; unqualified names are made in the service's schema. */
  readonly sql: string;
};

/** TypeORM's migration names end in 13 digits, by which it orders them; ours hold a checksum before. */
type Applied = { readonly fullName: string; readonly name: string; readonly checksum: string; readonly order: number };

const FIRST_ORDER = 1_000_000_000_001;

/**
 * Brings a service's schema up to date; creates it if missing. Any number of processes may do so at once. All pending
 * migrations commit together or not at all. With nothing to do it costs one connection and one query.
 */
export async function migrate(url: string, schema: string, migrations: readonly Migration[]): Promise<void> {
  const names = new Set(migrations.map((migration) => migration.name));
  if (names.size < migrations.length) throw new Error(`Two migrations of ${schema} have the same name.`);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    if (pending(schema, migrations, await appliedIn(client, schema)).length === 0) return;
    // The lock needs a connection of its own: TypeORM hands its connections out as it likes.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`smarketing migrate ${schema}`]);
    const applied = await appliedIn(client, schema);
    const missing = pending(schema, migrations, applied);
    if (missing.length === 0) return;
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    await runWithTypeOrm(url, schema, missing, Math.max(FIRST_ORDER, ...applied.map((done) => done.order + 1)));
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function appliedIn(client: pg.Client, schema: string): Promise<Applied[]> {
  const table = `${pg.escapeIdentifier(schema)}.migrations`;
  try {
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${table} ORDER BY id`);
    return rows.map(({ name: fullName }) => {
      const [, name = fullName, checksum = '', order = '0'] = /^(.*) ([0-9a-f]{12}) (\d{13})$/.exec(fullName) ?? [];
      return { fullName, name, checksum, order: Number(order) };
    });
  } catch (error) {
    const { code } = error as pg.DatabaseError;
    // Neither schema nor table: nothing was applied yet.
    if (code === '3F000' || code === '42P01') return [];
    throw error;
  }
}

function pending(schema: string, migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const checksums = new Map(applied.map((done) => [done.name, done.checksum]));
  const changed = migrations.filter(({ name, sql }) => checksums.has(name) && checksums.get(name) !== checksumOf(sql));
  if (changed.length > 0) {
    throw new Error(
      `Migrations of ${schema} were changed after they had been applied: ${changed.map(({ name }) => name).join(', ')}. Restore them and add a new one instead.`,
    );
  }
  return migrations.filter(({ name }) => !checksums.has(name));
}

function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex').slice(0, 12);
}

/** Failures reach the caller as errors; TypeORM would print them as well. */
const SILENT = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

async function runWithTypeOrm(
  url: string,
  schema: string,
  missing: readonly Migration[],
  firstOrder: number,
): Promise<void> {
  // Loading it takes longer than all the rest of a start with nothing to migrate.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    applicationName: 'migrate',
    poolSize: 2,
    installExtensions: false,
    logger: SILENT,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'all',
    migrations: missing.map(({ name, sql }, index) => {
      const fullName = `${name} ${checksumOf(sql)} ${firstOrder + index}`;
      return class {
        readonly name = fullName;
        async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
          await runner.query(`SET LOCAL search_path TO ${pg.escapeIdentifier(schema)}, public`);
          await runner.query(sql).catch((error: unknown) => {
            throw new Error(`Migration ${name} of ${schema} failed: ${(error as Error).message}`, { cause: error });
          });
        }
        async down(): Promise<void> {
          throw new Error('Migrations are not taken back: restore a backup, or add another migration.');
        }
      };
    }),
  });
  try {
    await source.initialize();
    await source.runMigrations();
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

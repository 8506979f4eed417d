import pg from 'pg';

export type PoolOptions = {
  /** Connections at most. */
  readonly max: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Told of connections that broke while nobody used them; those in use fail their own queries. */
  readonly onError: (error: Error) => void;
  /** First in the search path, so that a service's own SQL need not repeat it. */
  readonly schema?: string;
};

const INT8 = 20;

/** A pool whose broken connections never end the process. int8 comes as a number: ours stay below 2^53. */
export function openPool(url: string, { max, applicationName, onError, schema }: PoolOptions): pg.Pool {
  const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;
  const settings = [
    // Compiling a plan costs more than our short statements.
    'jit=off',
    // A process that hangs in a transaction must not hold its locks for ever.
    'idle_in_transaction_session_timeout=60s',
    ...(schema === undefined ? [] : [`search_path=${schema},public`]),
  ];
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // Statements that do not wait for each other's answers are sent together: see ADR 17.
    pipeline: true,
    types: { getTypeParser },
    options: settings.map((setting) => `-c ${setting}`).join(' '),
  });
  // A server that stops cuts what is being closed anyway: that is nothing to report.
  pool.on('error', (error) => {
    if (!pool.ending) onError(error);
  });
  // A connection that breaks while it is checked out emits too, and without a listener that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

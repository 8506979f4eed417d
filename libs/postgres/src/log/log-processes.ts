import type { EventLog } from '@smarketing/messaging';
import type { Pool } from 'pg';
import { migrate } from '../migrate.ts';
import { openPool } from '../pool.ts';
import { logMigrations } from './log-migrations.ts';
import { PostgresEventLog, type PostgresEventLogOptions } from './postgres-event-log.ts';

/** For tests: logs over one database, each with a pool of its own, like processes. */
export class PostgresLogProcesses {
  readonly #processes = new Set<LogProcess>();
  #count = 0;

  private constructor(
    private readonly url: string,
    readonly admin: Pool,
  ) {}

  static async start(url: string): Promise<PostgresLogProcesses> {
    await migrate(url, 'log', logMigrations('log'));
    return new PostgresLogProcesses(url, poolOf(url, 'log tests', 2));
  }

  open(options: Omit<PostgresEventLogOptions, 'pool'> = {}): LogProcess {
    const name = `log process ${this.#count++}`;
    const process = new LogProcess({ pool: poolOf(this.url, name, 6), ...options }, name);
    this.#processes.add(process);
    return process;
  }

  /** The process cannot come back, and the server sees its sockets close, as after `kill -9`. */
  async crash(log: EventLog): Promise<void> {
    const process = this.#of(log);
    if (!process.pool.ending) void process.pool.end();
    await this.cut(log);
  }

  /** Cuts the connections of a process that goes on living. */
  async cut(log: EventLog): Promise<void> {
    await this.admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      this.#of(log).name,
    ]);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => process.close()));
    await this.admin.end();
  }

  #of(log: EventLog): LogProcess {
    for (const process of this.#processes) if (process === log) return process;
    throw new Error('not a log of these processes');
  }
}

class LogProcess extends PostgresEventLog {
  readonly pool: Pool;

  constructor(
    options: PostgresEventLogOptions,
    readonly name: string,
  ) {
    super(options);
    this.pool = options.pool;
  }

  override async close(): Promise<void> {
    await super.close();
    if (!this.pool.ending) await this.pool.end();
  }
}

function poolOf(url: string, applicationName: string, max: number): Pool {
  return openPool(url, { max, applicationName, onError: () => {} });
}

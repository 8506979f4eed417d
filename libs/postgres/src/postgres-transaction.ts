import { setTimeout as delay } from 'node:timers/promises';
import { UnknownOutcome } from '@smarketing/messaging';
import type pg from 'pg';
import { PostgresTx } from './postgres-tx.ts';

/** COMMIT was answered with ROLLBACK, and no statement is known to have failed. Nothing of the transaction happened. */
export class SilentRollback extends Error {
  override readonly name = 'SilentRollback';
}

export type TransactionOptions = {
  /** The work begins with reads and waits for their answers: they are sent along with BEGIN. */
  readonly readsFirst?: boolean;
};

/**
 * Runs `work` in one transaction. What it throws rolls back and comes through unchanged, but for what is only said because the transaction
 * had failed already: then it is what has failed it. UnknownOutcome where the connection broke during COMMIT; by then the old backend
 * has ended, so what is read next is final.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (tx: PostgresTx) => Promise<T>,
  { readsFirst = false }: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect();
  const failures = watchFailures(client);
  try {
    const tx = new PostgresTx(client);
    let result: T;
    const begun = client.query('BEGIN');
    begun.catch((error: unknown) => tx.couldNotBegin(error));
    try {
      if (!readsFirst) await begun;
      result = await work(tx);
      await begun;
    } catch (error) {
      await rollBack(client);
      throw isConsequence(error) ? (failures.first() ?? error) : error;
    }
    await commit(pool, client, failures);
    tx.committed();
    return result;
  } finally {
    failures.stop();
  }
}

/** "The transaction has failed", and what was asked of a statement that it therefore has not prepared. */
const CONSEQUENCES: ReadonlySet<unknown> = new Set(['25P02', '26000']);

const isConsequence = (error: unknown): boolean => CONSEQUENCES.has((error as Partial<pg.DatabaseError> | null)?.code);

async function rollBack(client: pg.PoolClient): Promise<void> {
  const isClean = await client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
  client.release(!isClean);
}

async function commit(pool: pg.Pool, client: pg.PoolClient, failures: Failures): Promise<void> {
  let tag: string;
  try {
    tag = (await client.query('COMMIT')).command;
  } catch (error) {
    // An ERROR is the server's word that it has rolled back (a deferred constraint, a serialization failure).
    const isRefused = (error as Partial<pg.DatabaseError>).severity === 'ERROR';
    client.release(!isRefused);
    if (isRefused) throw error;
    const { processID } = client as pg.PoolClient & { processID?: number | null };
    if (processID) await endBackend(pool, processID);
    throw new UnknownOutcome(`The connection broke during COMMIT: ${(error as Error).message}`, { cause: error });
  }
  client.release();
  // A statement failed and the work went on as if nothing had happened: COMMIT resolves, with another tag.
  if (tag !== 'COMMIT') {
    throw (
      failures.first() ?? new SilentRollback(`COMMIT was answered with ${tag}: nothing of the transaction was kept.`)
    );
  }
}

type Failures = { first(): Error | undefined; stop(): void };

/** Remembers the first error that the server reported on this connection, also one that somebody swallowed. */
function watchFailures(client: pg.PoolClient): Failures {
  let first: Error | undefined;
  const remember = (error: Error): void => {
    first ??= error;
  };
  // Not in pg's types; without it only the cause of a silent rollback would be missing.
  const { connection } = client as pg.PoolClient & { connection?: NodeJS.EventEmitter };
  connection?.on('errorMessage', remember);
  return { first: () => first, stop: () => connection?.removeListener('errorMessage', remember) };
}

/**
 * The old backend may still be committing, or hang on a network that swallows its answer: ends it, and waits until it has
 * ended, for as long as the database is away.
 */
async function endBackend(pool: pg.Pool, pid: number): Promise<void> {
  for (let pauseMs = 50; !isEnded(pool); pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      const { rows } = await pool.query<{ alive: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS alive FROM pg_stat_activity WHERE pid = $1 AND datname = current_database()`,
        [pid],
      );
      if (rows[0]?.alive === 0) return;
    } catch {
      // Away or restarting; a server that was restarted has no old backends.
    }
    await delay(pauseMs * (0.5 + Math.random()));
  }
}

function isEnded(pool: pg.Pool): boolean {
  return pool.ended || pool.ending;
}

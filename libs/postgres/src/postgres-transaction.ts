import { setTimeout as delay } from 'node:timers/promises';
import { UnknownOutcome } from '@smarketing/messaging';
import type pg from 'pg';
import { PostgresTx } from './postgres-tx.ts';

/** COMMIT was answered with ROLLBACK, and no statement is known to have failed. Nothing of the transaction happened. */
export class SilentRollback extends Error {
  override readonly name = 'SilentRollback';
}

/**
 * Runs `work` in one transaction. What it throws rolls back and comes through unchanged. UnknownOutcome where the connection
 * broke during COMMIT; by then the old backend has ended, so what is read next is final.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: PostgresTx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const failures = watchFailures(client);
  try {
    const tx = new PostgresTx(client);
    let result: T;
    try {
      await client.query('BEGIN');
      result = await work(tx);
    } catch (error) {
      await rollBack(client);
      throw error;
    }
    await commit(pool, client, failures);
    tx.committed();
    return result;
  } finally {
    failures.stop();
  }
}

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

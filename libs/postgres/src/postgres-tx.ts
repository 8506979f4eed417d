import { Tx } from '@smarketing/messaging';
import type pg from 'pg';

/** A transaction on one connection. Stores take its client out of it with `clientOf`. */
export class PostgresTx extends Tx {
  readonly technology = 'postgres';
  readonly client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    super();
    this.client = client;
  }
}

/** For PostgreSQL stores: the connection of the running transaction, or an error where adapters of two technologies were mixed. */
export function clientOf(tx: Tx): pg.PoolClient {
  if (tx instanceof PostgresTx) return tx.client;
  throw new TypeError(`A PostgreSQL store was used in a transaction of ${tx.technology}.`);
}

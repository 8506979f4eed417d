import { Tx } from '@smarketing/messaging';
import type pg from 'pg';

/** A transaction on one connection. Stores take its client out of it with `clientOf`. */
export class PostgresTx extends Tx {
  readonly technology = 'postgres';
  readonly #client: pg.PoolClient;
  readonly #whenCommitted: (() => void)[] = [];
  #notBegun: { readonly error: unknown } | null = null;

  constructor(client: pg.PoolClient) {
    super();
    this.#client = client;
  }

  /** Throws where the transaction never began: what is asked now would be done for good. */
  get client(): pg.PoolClient {
    if (this.#notBegun !== null) throw this.#notBegun.error;
    return this.#client;
  }

  couldNotBegin(error: unknown): void {
    this.#notBegun = { error };
  }

  /** `then` is called once the transaction is known to be committed, before anybody hears of it; else never. It must not throw. */
  whenCommitted(then: () => void): void {
    this.#whenCommitted.push(then);
  }

  committed(): void {
    for (const then of this.#whenCommitted) then();
  }
}

/** For PostgreSQL stores: the connection of the running transaction, or an error where adapters of two technologies were mixed. */
export function clientOf(tx: Tx): pg.PoolClient {
  return postgresTxOf(tx).client;
}

/** For PostgreSQL stores: their own kind of transaction, or an error where adapters of two technologies were mixed. */
export function postgresTxOf(tx: Tx): PostgresTx {
  if (tx instanceof PostgresTx) return tx;
  throw new TypeError(`A PostgreSQL store was used in a transaction of ${tx.technology}.`);
}

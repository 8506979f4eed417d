import { Tx } from '../tx.ts';

/** A transaction of the model: what it writes is its own until it commits, and what it locks is locked until it ends. */
export class ModelTx extends Tx {
  readonly technology = 'memory';
  /** Resolves when it has committed or rolled back. */
  readonly ended: Promise<void>;
  isOpen = true;
  private readonly end: () => void;
  private last: Promise<unknown> = Promise.resolve();
  private readonly writes = new Map<Map<unknown, unknown>, Map<unknown, unknown>>();

  constructor() {
    super();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.end = resolve;
  }

  /** As on a connection: what is asked is done one after the other, in the order in which it was asked. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  get<K, V>(table: Map<K, V>, key: K): V | undefined {
    const own = this.writes.get(table);
    return own?.has(key) ? (own.get(key) as V | undefined) : table.get(key);
  }

  values<K, V>(table: Map<K, V>): V[] {
    const own = this.writes.get(table);
    if (!own) return [...table.values()];
    const all = new Map<unknown, unknown>(table);
    for (const [key, value] of own) all.set(key, value);
    return [...all.values()].filter((value) => value !== undefined) as V[];
  }

  set<K, V>(table: Map<K, V>, key: K, value: V): void {
    this.write(table, key, value);
  }

  delete<K, V>(table: Map<K, V>, key: K): void {
    this.write(table, key, undefined);
  }

  commit(): void {
    for (const [table, own] of this.writes) {
      for (const [key, value] of own) {
        if (value === undefined) table.delete(key);
        else table.set(key, value);
      }
    }
    this.rollBack();
  }

  rollBack(): void {
    this.isOpen = false;
    this.writes.clear();
    this.end();
  }

  private write(table: Map<unknown, unknown> | Map<never, never>, key: unknown, value: unknown): void {
    const known = table as Map<unknown, unknown>;
    let own = this.writes.get(known);
    if (!own) this.writes.set(known, (own = new Map()));
    own.set(key, value);
  }
}

/** For the model's stores. */
export function modelTxOf(tx: Tx): ModelTx {
  if (tx instanceof ModelTx) return tx;
  throw new TypeError('A store of the model was used in a transaction of another kind.');
}

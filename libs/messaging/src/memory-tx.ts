import { Tx } from './tx.ts';

/** A transaction over maps in memory: every change is noted with what undoes it. */
export class MemoryTx extends Tx {
  readonly technology = 'memory';
  readonly #undo: (() => void)[] = [];

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    this.#rememberEntry(map, key);
    map.set(key, value);
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return;
    this.#rememberEntry(map, key);
    map.delete(key);
  }

  rollBack(): void {
    while (this.#undo.length > 0) this.#undo.pop()?.();
  }

  #rememberEntry<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key);
    const existed = map.has(key);
    this.#undo.push(() => {
      if (existed) map.set(key, before as V);
      else map.delete(key);
    });
  }
}

/** For memory stores: their own kind of transaction, or an error where adapters of two technologies were mixed. */
export function memoryTxOf(tx: Tx): MemoryTx {
  if (tx instanceof MemoryTx) return tx;
  throw new TypeError(`A memory store was used in a transaction of ${tx.technology}.`);
}

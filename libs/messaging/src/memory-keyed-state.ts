import type { CloudEvent } from '@smarketing/contracts';
import { KeyedState } from './keyed-state.ts';
import type { Versioned } from './keyed-state.ts';
import { laneOf } from './lanes.ts';
import { memoryTxOf } from './memory-tx.ts';
import type { Tx } from './tx.ts';

/** Keeps states as JSON text, so that what a database would lose or share is lost and not shared here as well. */
export class MemoryKeyedState<S extends Versioned> extends KeyedState<S> {
  readonly #bodies = new Map<string, string>();
  readonly #initial: (key: string) => S;

  constructor(initial: (key: string) => S) {
    super();
    this.#initial = initial;
  }

  initial(key: string): S {
    return this.#initial(key);
  }

  async load(keys: readonly string[], _events: readonly CloudEvent[], tx: Tx): Promise<Map<string, S>> {
    memoryTxOf(tx);
    const states = new Map<string, S>();
    for (const key of keys) {
      const body = this.#bodies.get(key);
      if (body !== undefined) states.set(key, JSON.parse(body) as S);
    }
    return states;
  }

  remove(key: string, tx: Tx): void {
    memoryTxOf(tx).delete(this.#bodies, key);
  }

  /** The keys of all states of these lanes. */
  keysOf(lanes: readonly number[]): string[] {
    return [...this.#bodies.keys()].filter((key) => lanes.includes(laneOf(key)));
  }

  async save(states: ReadonlyMap<string, S>, tx: Tx): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const [key, state] of states) memory.set(this.#bodies, key, JSON.stringify(state));
  }
}

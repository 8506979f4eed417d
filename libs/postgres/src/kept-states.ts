import { laneOf } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { postgresTxOf } from './postgres-tx.ts';

/** How many states of a table are kept: of 2 KB of JSON each, some 50 MB. */
const MOST_KEPT = 10_000;

/**
 * The states that this process has saved of late, of the lanes that it owns and of no others: nobody else writes them until the lanes are
 * dismissed, so they need not be read again. What is kept is what was committed; a transaction sees besides what it saved itself.
 */
export class KeptStates<S> {
  /** By key, the one met last at the end. */
  readonly #states = new Map<string, S>();
  /** Of each lane that is ours: a token of the claim. */
  readonly #claims = new Map<number, object>();
  readonly #saving = new WeakMap<Tx, Map<string, S>>();

  claim(lanes: readonly number[]): void {
    this.dismiss(lanes);
    for (const lane of lanes) this.#claims.set(lane, {});
  }

  dismiss(lanes: readonly number[]): void {
    const gone = new Set(lanes.filter((lane) => this.#claims.delete(lane)));
    if (gone.size === 0) return;
    for (const key of this.#states.keys()) if (gone.has(laneOf(key))) this.#states.delete(key);
  }

  get(key: string, tx: Tx): S | undefined {
    const saved = this.#saving.get(tx)?.get(key);
    if (saved !== undefined) return saved;
    const kept = this.#states.get(key);
    if (kept === undefined) return undefined;
    this.#states.delete(key);
    this.#states.set(key, kept);
    return kept;
  }

  /** They are kept once the transaction is committed, where their lanes are then held by the same claim as now. */
  saved(states: ReadonlyMap<string, S>, tx: Tx): void {
    const claims = new Map(this.#claims);
    const ours = [...states].filter(([key]) => claims.has(laneOf(key)));
    if (ours.length === 0) return;
    const saving = this.#saving.get(tx) ?? new Map<string, S>();
    this.#saving.set(tx, saving);
    for (const [key, state] of ours) saving.set(key, state);
    postgresTxOf(tx).whenCommitted(() => {
      for (const [key, state] of ours) {
        const lane = laneOf(key);
        const isStillOurs = this.#claims.get(lane) === claims.get(lane);
        // The transaction may have saved another one after it, or taken it away.
        if (isStillOurs && saving.get(key) === state) this.#keep(key, state);
      }
    });
  }

  /** For good, or until they are saved again. */
  removed(keys: readonly string[], tx: Tx): void {
    for (const key of keys) {
      this.#states.delete(key);
      this.#saving.get(tx)?.delete(key);
    }
  }

  #keep(key: string, state: S): void {
    this.#states.delete(key);
    this.#states.set(key, state);
    if (this.#states.size <= MOST_KEPT) return;
    const [oldest] = this.#states.keys();
    this.#states.delete(oldest!);
  }
}

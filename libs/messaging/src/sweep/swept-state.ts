import { KeyedState, type Versioned } from '../keyed-state.ts';
import type { Tx } from '../tx.ts';

/** Where a page of keys begins and ends. */
export type KeysAsked = {
  readonly lane: number;
  readonly version: number;
  /** The last key of the page before; null at the beginning. */
  readonly after: string | null;
  readonly limit: number;
};

/** Lane-owned state that is decided on again when its lane adopts another version of the agreement. */
export abstract class SweptState<S extends Versioned> extends KeyedState<S> {
  /** Of each of these lanes: how many states were made under an earlier version than this; lanes without may be left out. */
  abstract countBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlyMap<number, number>>;
  /** The next keys of such states of one lane, in an order that stays the same. */
  abstract keysBehind(asked: KeysAsked, tx: Tx): Promise<readonly string[]>;
}

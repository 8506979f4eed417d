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
  /** Which of these lanes have any state that was made under an earlier version than this. Theirs is the transaction. */
  abstract lanesBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlySet<number>>;
  /** Of each of these lanes: how many such states there are; lanes without may be left out. The transaction is of nobody: it only reads. */
  abstract countBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlyMap<number, number>>;
  /** The next keys of such states of one lane, in an order that stays the same. */
  abstract keysBehind(asked: KeysAsked, tx: Tx): Promise<readonly string[]>;
}

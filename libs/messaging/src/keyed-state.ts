import type { CloudEvent } from '@smarketing/contracts';
import type { Tx } from './tx.ts';

/** Counts the events published about a key; the runner stamps it on them as `leadversion`. */
export type Versioned = { readonly version: number };

/**
 * State that lanes own: one writer per key. The port that a service's stores extend; the class is its DI token as well.
 * Both methods are called once per batch.
 */
export abstract class KeyedState<S extends Versioned> {
  /** The state of a key that nothing was stored for. */
  abstract initial(key: string): S;
  /** Existing states by key; absent keys are left out. `events` are those of the batch that concern this state. */
  abstract load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, S>>;
  abstract save(states: ReadonlyMap<string, S>, tx: Tx): Promise<void>;
  /**
   * At the beginning of a rebuild: drops what the states of these lanes derive from the events of others, and keeps what was
   * decided here (`version` included). What is dropped is told again. Left out where nothing is derived.
   */
  forget?(lanes: readonly number[], tx: Tx): Promise<void>;
  /**
   * This process has claimed these lanes: until they are dismissed nobody else commits states of theirs, so they may be kept in
   * memory. What was kept of them before is outdated.
   */
  claimed?(lanes: readonly number[]): void;
  /** These lanes are somebody else's, or it is in doubt whose they are, or what the last batch has come to. */
  dismissed?(lanes: readonly number[]): void;
}

/**
 * State that no lane owns, read under locks inside the batch's transaction, never cached: `V` is the view that decisions
 * read, `C` the changes that a decision asks for. Save may throw Conflict: then the batch is decided again.
 */
export abstract class SharedState<V, C> {
  /** `keys`: of all states that are decided on; of a timer nothing else is known. */
  abstract load(events: readonly CloudEvent[], tx: Tx, keys: readonly string[]): Promise<V>;
  /** Applies a decision's changes to the view, so that the next decision of the batch sees them. */
  abstract apply(view: V, changes: C): void;
  abstract save(view: V, tx: Tx): Promise<void>;
}

import { KeyedState } from '@smarketing/messaging';
import type { JsonValue } from '@smarketing/contracts';

export type BroadcastKind = 'agreement' | 'rep' | 'content';

/** The newest of what was broadcast about one thing. */
export type Broadcast = {
  readonly version: number;
  readonly kind: BroadcastKind;
  readonly revision: number;
  readonly body: JsonValue;
};

export type StoredBroadcast = { readonly key: string; readonly kind: BroadcastKind; readonly body: JsonValue };

/** What a service keeps of the broadcasts, folded by its lane 0, read by all of its processes. Keys are `kind/subject`. */
export abstract class Broadcasts extends KeyedState<Broadcast> {
  override initial(key: string): Broadcast {
    return { version: 0, kind: key.slice(0, key.indexOf('/')) as BroadcastKind, revision: -1, body: null };
  }

  /** Changes with every save, by whichever process. */
  abstract revision(): Promise<number>;
  abstract all(): Promise<readonly StoredBroadcast[]>;
}

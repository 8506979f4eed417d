import { setTimeout as delay } from 'node:timers/promises';
import { inTime } from '../in-time.ts';
import { KeysUnavailable } from './keyring.ts';
import type { AccessStore } from './store/access-store.ts';
import type { StoredKey } from './stored-key.ts';

/** What the store says of a digest. */
export type FoundKey = {
  readonly key: StoredKey | null;
  /** When the store was asked, by the monotonic clock; ms. The answer may be older than its arrival. */
  readonly askedAtMs: number;
};

/** How much of the store strangers may use up; durations in ms. */
export type LookUpLimits = {
  /** Digests in one query. */
  readonly mostAtOnce: number;
  /** Digests of keys not known before that wait for a query. */
  readonly mostStrangers: number;
  /** From the beginning of one query to that of the next. */
  readonly everyMs: number;
  /** How long an answer is waited for. */
  readonly patienceMs: number;
};

const LIMITS: LookUpLimits = { mostAtOnce: 200, mostStrangers: 1_000, everyMs: 10, patienceMs: 2_000 };

/**
 * Asks the store for keys, one query at a time and at most a hundred a second, each for all keys that were asked for meanwhile. So
 * wrong keys, however many, cost the database no more than that; beyond what may wait, they are refused unasked. Keys that were
 * good a moment ago go first, and have always room.
 */
export class KeyLookUps {
  readonly #store: Pick<AccessStore, 'findKeys'>;
  readonly #elapsed: () => number;
  readonly #limits: LookUpLimits;
  readonly #familiar = new Map<string, PromiseWithResolvers<FoundKey>>();
  readonly #strangers = new Map<string, PromiseWithResolvers<FoundKey>>();
  #isRunning = false;

  constructor(
    store: Pick<AccessStore, 'findKeys'>,
    elapsed: () => number = () => performance.now(),
    limits: Partial<LookUpLimits> = {},
  ) {
    this.#store = store;
    this.#elapsed = elapsed;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Rejects with KeysUnavailable where the store does not answer in time, or too many ask. */
  ask(digest: string, wasKnown: boolean): Promise<FoundKey> {
    const queue = wasKnown ? this.#familiar : this.#strangers;
    const same = queue.get(digest);
    if (same) return same.promise;
    if (!wasKnown && queue.size >= this.#limits.mostStrangers) {
      return Promise.reject(new KeysUnavailable('Too many keys are being looked up: try again in a moment.'));
    }
    const asked = Promise.withResolvers<FoundKey>();
    queue.set(digest, asked);
    if (!this.#isRunning) void this.#run();
    return asked.promise;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#familiar.size + this.#strangers.size > 0) {
      const pause = delay(this.#limits.everyMs);
      await this.#answer(this.#nextBatch());
      await pause;
    }
    this.#isRunning = false;
  }

  /** Who asks from now on waits for the next one: a key may be revoked while this one is under way. */
  #nextBatch(): ReadonlyMap<string, PromiseWithResolvers<FoundKey>> {
    const batch = new Map([...this.#familiar, ...this.#strangers].slice(0, this.#limits.mostAtOnce));
    for (const [digest, asked] of batch) {
      for (const queue of [this.#familiar, this.#strangers]) if (queue.get(digest) === asked) queue.delete(digest);
    }
    return batch;
  }

  async #answer(batch: ReadonlyMap<string, PromiseWithResolvers<FoundKey>>): Promise<void> {
    const askedAtMs = this.#elapsed();
    try {
      const search = this.#store.findKeys([...batch.keys()]);
      const found = await inTime(search, this.#limits.patienceMs, 'the database does not answer');
      for (const [digest, { resolve }] of batch) resolve({ key: found.get(digest) ?? null, askedAtMs });
    } catch (error) {
      const words = 'The key cannot be looked up now: try again in a moment.';
      for (const { reject } of batch.values()) reject(new KeysUnavailable(words, { cause: error }));
    }
  }
}

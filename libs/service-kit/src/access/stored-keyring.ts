import type { Clock } from '../clock.ts';
import { digestOf, hasKeyForm } from './key-format.ts';
import { KeyLookUps, type FoundKey } from './key-look-ups.ts';
import { Keyring } from './keyring.ts';
import type { Principal } from './principal.ts';
import type { AccessStore } from './store/access-store.ts';
import { principalOf, stateOf, type StoredKey } from './stored-key.ts';

/** How long an answer of the store is good; a revoked key ends in every process after so long, and the time of one query; ms. */
const KNOWN_MS = 3_000;
/** A key that nobody gave out will not be given out later, nor does one that has ended come back, unless a backup is restored; ms. */
const UNKNOWN_MS = 60_000;
const MOST_KNOWN = 1_000;
const MOST_UNKNOWN = 10_000;

/**
 * The keys that were made at run time, as the store has them. What has not the form of a key is not looked up; of the rest the last
 * answers are remembered by digest, the oldest forgotten first, and the others are asked for as KeyLookUps allows.
 */
export class StoredKeyring extends Keyring {
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  readonly #lookUps: KeyLookUps;
  /** Kept when they are too old to be used: they tell who was known from who never was. */
  readonly #known = new Map<string, { readonly key: StoredKey; readonly askedAtMs: number }>();
  readonly #unknown = new Map<string, number>();

  constructor(
    store: Pick<AccessStore, 'findKeys'>,
    clock: Clock,
    elapsed: () => number = () => performance.now(),
    lookUps: KeyLookUps = new KeyLookUps(store, elapsed),
  ) {
    super();
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#lookUps = lookUps;
  }

  verify(key: string): Principal | null | Promise<Principal | null> {
    if (!hasKeyForm(key)) return null;
    const digest = digestOf(key);
    const nowMs = this.#elapsed();
    const known = this.#known.get(digest);
    if (known && nowMs - known.askedAtMs < KNOWN_MS) return this.#holderOf(known.key);
    if (nowMs - (this.#unknown.get(digest) ?? -Infinity) < UNKNOWN_MS) return null;
    return this.#lookUps.ask(digest, known !== undefined).then((found) => this.#learn(digest, found));
  }

  #learn(digest: string, { key, askedAtMs }: FoundKey): Principal | null {
    const holder = key && this.#holderOf(key);
    if (key && holder) {
      remember(this.#known, digest, { key, askedAtMs }, MOST_KNOWN);
      return holder;
    }
    this.#known.delete(digest);
    remember(this.#unknown, digest, askedAtMs, MOST_UNKNOWN);
    return null;
  }

  #holderOf(key: StoredKey): Principal | null {
    return stateOf(key, this.#clock.now()) === 'active' ? principalOf(key) : null;
  }
}

function remember<V>(map: Map<string, V>, digest: string, value: V, most: number): void {
  // A map keeps the order of insertion: the first is the one learnt longest ago.
  map.delete(digest);
  map.set(digest, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}

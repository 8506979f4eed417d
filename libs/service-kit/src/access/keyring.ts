import { createHash, timingSafeEqual } from 'node:crypto';
import { scopes, type Principal } from './principal.ts';

/** Whether a key is known cannot be said now: ask again in a moment. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Knows the keys. */
export abstract class Keyring {
  /** The principal behind a key; null for a key nobody gave out. Rejects with KeysUnavailable where that is not known now. */
  abstract verify(key: string): Principal | null | Promise<Principal | null>;
}

/** The keys of the configuration: one that may only write to the intake, and one for everything. Held as SHA-256, compared in constant time. */
export class ConfiguredKeyring extends Keyring {
  private readonly known: readonly { readonly digest: Buffer; readonly principal: Principal }[];

  constructor(keys: { readonly writeKey: string | undefined; readonly apiKey: string | undefined }) {
    super();
    const known: { digest: Buffer; principal: Principal }[] = [];
    if (keys.writeKey !== undefined) {
      known.push({
        digest: sha256(keys.writeKey),
        principal: { id: 'write-key', kind: 'intake-key', scopes: ['intake'], person: null },
      });
    }
    if (keys.apiKey !== undefined) {
      known.push({ digest: sha256(keys.apiKey), principal: { id: 'api-key', kind: 'api-key', scopes, person: null } });
    }
    this.known = known;
  }

  verify(key: string): Principal | null {
    const digest = sha256(key);
    let found: Principal | null = null;
    for (const { digest: expected, principal } of this.known) if (timingSafeEqual(digest, expected)) found = principal;
    return found;
  }
}

/** The configured keys first, in which no database has a part; then those that were made at run time. */
export class LayeredKeyring extends Keyring {
  readonly #configured: ConfiguredKeyring;
  readonly #stored: Keyring;

  constructor(configured: ConfiguredKeyring, stored: Keyring) {
    super();
    this.#configured = configured;
    this.#stored = stored;
  }

  verify(key: string): Principal | null | Promise<Principal | null> {
    return this.#configured.verify(key) ?? this.#stored.verify(key);
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

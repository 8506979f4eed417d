import { describe, expect, test } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import { Clock } from '../clock.ts';
import { AccessCommands } from './access-commands.ts';
import { digestOf, newKey } from './key-format.ts';
import { KeyLookUps, type LookUpLimits } from './key-look-ups.ts';
import { ConfiguredKeyring, KeysUnavailable, LayeredKeyring } from './keyring.ts';
import { StoredKeyring } from './stored-keyring.ts';
import { MemoryAccessStore } from './store/memory-access-store.ts';

const START_MS = Date.parse('2026-11-23T10:00:00Z');

/** Shows what it is set to. */
class SetClock extends Clock {
  passedMs = 0;
  now(): number {
    return START_MS + this.passedMs;
  }
}

/** Counts its questions; is away, or answers only when it is let, where that is said. */
class WatchedStore extends MemoryAccessStore {
  readonly asked: (readonly string[])[] = [];
  isAway = false;
  gate: Promise<unknown> = Promise.resolve();

  override async findKeys(digests: readonly string[]) {
    this.asked.push(digests);
    if (this.isAway) throw new Error('connect ECONNREFUSED');
    const found = await super.findKeys(digests);
    await this.gate;
    return found;
  }
}

function open(limits: Partial<LookUpLimits> = {}) {
  const clock = new SetClock();
  const store = new WatchedStore();
  const elapsed = (): number => clock.passedMs;
  const lookUps = new KeyLookUps(store, elapsed, { everyMs: 0, ...limits });
  return {
    ...{ clock, store, commands: new AccessCommands(store, clock) },
    keyring: new StoredKeyring(store, clock, elapsed, lookUps),
  };
}

const website = { name: 'website', scopes: ['intake'], expiresAtMs: null } as const;

describe('the keyring of stored keys', () => {
  test('knows whose key it is, and asks the store for it once in a while', async () => {
    const { clock, store, commands, keyring } = open();
    const { secret } = await commands.createKey(website, 'api-key');
    const principal = {
      ...{ id: 'website', kind: 'intake-key', scopes: ['intake'], person: null },
      keyMadeBy: 'api-key',
    };
    expect(await keyring.verify(secret)).toEqual(principal);
    clock.passedMs = 2_999;
    expect(await keyring.verify(secret)).toEqual(principal);
    expect(store.asked).toHaveLength(1);
    clock.passedMs = 3_000;
    expect(await keyring.verify(secret)).toEqual(principal);
    expect(store.asked).toHaveLength(2);
  });

  test('forgets a key within 3 s after it was revoked', async () => {
    const { clock, commands, keyring } = open();
    const { secret, key } = await commands.createKey(website, 'api-key');
    await keyring.verify(secret);
    await commands.revokeKey(key.id, 'api-key');
    clock.passedMs = 3_000;
    expect(await keyring.verify(secret)).toBeNull();
  });

  test('counts the age of an answer from when it was asked for', async () => {
    const { clock, store, commands, keyring } = open();
    const { secret, key } = await commands.createKey(website, 'api-key');
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const slow = keyring.verify(secret);
    await commands.revokeKey(key.id, 'api-key');
    clock.passedMs = 2_999;
    gate.resolve();
    expect(await slow).not.toBeNull();
    clock.passedMs = 3_000;
    expect(await keyring.verify(secret)).toBeNull();
  });

  test('ends a key at the instant at which it expires, remembered or not', async () => {
    const { clock, commands, keyring } = open();
    const { secret } = await commands.createKey({ ...website, expiresAtMs: START_MS + 1_000 }, 'api-key');
    clock.passedMs = 999;
    expect(await keyring.verify(secret)).not.toBeNull();
    clock.passedMs = 1_000;
    expect(await keyring.verify(secret)).toBeNull();
  });

  test('follows the roles of a person', async () => {
    const { clock, commands, keyring } = open();
    const maria = { id: 'maria', name: 'Maria Lind', roles: ['rep'] } as const;
    await commands.putPerson(maria, 'api-key');
    const { secret } = await commands.createKey({ name: 'laptop', person: 'maria', expiresAtMs: null }, 'api-key');
    expect((await keyring.verify(secret))?.scopes).toContain('leads:write');
    await commands.putPerson({ ...maria, roles: ['ops'] }, 'api-key');
    clock.passedMs = 3_000;
    const principal = await keyring.verify(secret);
    expect(principal).toMatchObject({ id: 'maria', person: { ...maria, roles: ['ops'] } });
    expect(principal?.scopes).not.toContain('leads:write');
  });
});

describe('wrong keys', () => {
  test('of another form are not looked up at all', async () => {
    const { store, keyring } = open();
    for (const key of ['', 'guessed', `${newKey('api')}=`, 'x'.repeat(49)])
      expect(await keyring.verify(key)).toBeNull();
    expect(store.asked).toEqual([]);
  });

  test('are looked up once a minute, each', async () => {
    const { clock, store, keyring } = open();
    const key = newKey('api');
    for (const passedMs of [0, 1, 59_999]) {
      clock.passedMs = passedMs;
      expect(await keyring.verify(key)).toBeNull();
    }
    expect(store.asked).toHaveLength(1);
    clock.passedMs = 60_000;
    await keyring.verify(key);
    expect(store.asked).toHaveLength(2);
  });

  test('are looked up together, however many come, and one query at a time', async () => {
    const { store, keyring } = open({ mostAtOnce: 50 });
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const asked = Array.from({ length: 151 }, async () => keyring.verify(newKey('api')));
    expect(store.asked.map((digests) => digests.length)).toEqual([1]);
    gate.resolve();
    expect(new Set(await Promise.all(asked))).toEqual(new Set([null]));
    expect(store.asked.map((digests) => digests.length)).toEqual([1, 50, 50, 50]);
  });

  test('that come faster than they can be looked up are refused unasked, and keep out nobody who was known', async () => {
    const { clock, store, commands, keyring } = open({ mostAtOnce: 10, mostStrangers: 30 });
    const { secret } = await commands.createKey(website, 'api-key');
    await keyring.verify(secret);
    clock.passedMs = 3_000;
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const underWay = keyring.verify(newKey('api'));
    await eventually(() => expect(store.asked).toHaveLength(2));
    const flood = Array.from({ length: 100 }, async () => keyring.verify(newKey('api')));
    const known = keyring.verify(secret);
    gate.resolve();
    const outcomes = await Promise.allSettled(flood);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused).toHaveLength(70);
    expect(refused.every((reason) => reason instanceof KeysUnavailable)).toBe(true);
    expect(await known).toMatchObject({ id: 'website' });
    expect(await underWay).toBeNull();
    expect(store.asked.map((digests) => digests.length)).toEqual([1, 1, 10, 10, 10, 1]);
    expect(store.asked[2]![0]).toBe(digestOf(secret));
  });

  test('are asked for with a pause between', async () => {
    const { keyring } = open({ everyMs: 20 });
    const startedAt = performance.now();
    for (let n = 0; n < 4; n += 1) await keyring.verify(newKey('api'));
    // Timers of Node may fire a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(3 * 19);
  });
});

describe('while the database is away', () => {
  test('a key that was asked for just now is known, and later nobody can say; when it is back, all is well', async () => {
    const { clock, store, commands, keyring } = open();
    const { secret } = await commands.createKey(website, 'api-key');
    await keyring.verify(secret);
    store.isAway = true;
    clock.passedMs = 2_999;
    expect(await keyring.verify(secret)).toMatchObject({ id: 'website' });
    clock.passedMs = 3_000;
    await expect(keyring.verify(secret)).rejects.toBeInstanceOf(KeysUnavailable);
    await expect(keyring.verify(newKey('person'))).rejects.toBeInstanceOf(KeysUnavailable);
    store.isAway = false;
    expect(await keyring.verify(secret)).toMatchObject({ id: 'website' });
  });

  test('a database that does not answer is not waited for longer than our patience', async () => {
    const { store, commands, keyring } = open({ patienceMs: 20 });
    const { secret } = await commands.createKey(website, 'api-key');
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    await expect(keyring.verify(secret)).rejects.toBeInstanceOf(KeysUnavailable);
    gate.resolve();
    expect(await keyring.verify(secret)).toMatchObject({ id: 'website' });
  });

  test('configured keys are known as ever, and without a look at the database', async () => {
    const { store, keyring } = open();
    store.isAway = true;
    const apiKey = newKey('api');
    const layered = new LayeredKeyring(new ConfiguredKeyring({ writeKey: 'w'.repeat(32), apiKey }), keyring);
    // At once, with no promise in between.
    expect(layered.verify('w'.repeat(32))).toMatchObject({ id: 'write-key', kind: 'intake-key' });
    expect(layered.verify(apiKey)).toMatchObject({ id: 'api-key' });
    expect(layered.verify('guessed')).toBeNull();
    expect(store.asked).toEqual([]);
  });
});

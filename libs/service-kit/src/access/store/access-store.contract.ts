import { describe, expect, test } from '@jest/globals';
import { digestOf } from '../key-format.ts';
import type { Person } from '../principal.ts';
import type { AccessStore, AuditEntry, NewKey } from './access-store.ts';

const maria: Person = { id: 'maria', name: 'Maria Lind', roles: ['marketing', 'admin'] };

const aKey = (id: string, given: Partial<NewKey> = {}): NewKey => ({
  ...{ id, name: 'website', person: null, scopes: ['intake'], createdAtMs: 1_000, createdBy: 'api-key' },
  expiresAtMs: null,
  ...given,
});
const ofMaria = (id: string, given: Partial<NewKey> = {}): NewKey =>
  aKey(id, { name: 'laptop', person: maria, scopes: null, ...given });
const stored = (key: NewKey) => ({ ...key, revokedAtMs: null, revokedBy: null });
const entry = (n: number): AuditEntry => ({
  ...{ atMs: n, by: 'api-key', what: 'key.created' },
  details: { key: `k${n}`, scopes: ['intake'], expiresAt: null },
});

/** What every AccessStore does; `open` makes an empty one. */
export function accessStoreContract(name: string, open: () => Promise<AccessStore>): void {
  const withKeys = async (...keys: readonly NewKey[]): Promise<AccessStore> => {
    const store = await open();
    await store.change(async (change) => {
      await change.putPerson(maria);
      for (const key of keys) await change.addKey(key, digestOf(key.id));
    });
    return store;
  };

  describe(name, () => {
    test('finds keys by their digests, many at once, and leaves out what there is not', async () => {
      const store = await withKeys(aKey('a'), ofMaria('b', { expiresAtMs: 5_000 }));
      const found = await store.findKeys([digestOf('b'), digestOf('none'), digestOf('a')]);
      expect(found).toEqual(
        new Map([
          [digestOf('a'), stored(aKey('a'))],
          [digestOf('b'), stored(ofMaria('b', { expiresAtMs: 5_000 }))],
        ]),
      );
    });

    test('shows a key with its person as that person is now', async () => {
      const store = await withKeys(ofMaria('a'));
      const changed: Person = { ...maria, name: 'Maria Berg', roles: ['sales'] };
      await store.change((change) => change.putPerson(changed));
      expect((await store.findKeys([digestOf('a')])).get(digestOf('a'))?.person).toEqual(changed);
      expect(await store.people()).toEqual([changed]);
    });

    test('lists keys newest first, page by page, all or the active ones', async () => {
      const store = await withKeys(aKey('a'), aKey('b', { expiresAtMs: 5_000 }), aKey('c'), ofMaria('d'));
      await store.change((change) => change.revokeKey('c', 2_000, 'maria'));
      const ids = async (activeAtMs: number | null, limit: number, after?: string) =>
        (await store.keys({ activeAtMs, limit, after })).map(({ id }) => id);
      expect(await ids(null, 3)).toEqual(['d', 'c', 'b']);
      expect(await ids(null, 3, 'b')).toEqual(['a']);
      expect(await ids(4_999, 9)).toEqual(['d', 'b', 'a']);
      expect(await ids(5_000, 9)).toEqual(['d', 'a']);
    });

    test('remembers who revoked a key, and when', async () => {
      const store = await withKeys(aKey('a'));
      await store.change((change) => change.revokeKey('a', 2_000, 'maria'));
      const [key] = await store.keys({ activeAtMs: null, limit: 1, after: undefined });
      expect(key).toEqual({ ...aKey('a'), revokedAtMs: 2_000, revokedBy: 'maria' });
      expect(await store.change((change) => change.lockKey('a'))).toEqual(key);
      expect(await store.change((change) => change.lockKey('none'))).toBeNull();
    });

    test('shows who changes a holder what it holds, a person’s and a program’s apart', async () => {
      const store = await withKeys(
        ...[aKey('a'), aKey('b', { expiresAtMs: 5_000 }), ofMaria('c'), ofMaria('d', { name: 'website' })],
      );
      await store.change((change) => change.revokeKey('c', 2_000, 'api-key'));
      const holder = (id: string, nowMs: number) => store.change((change) => change.lockHolder(id, nowMs));
      const website = await holder('website', 4_999);
      expect(website).toMatchObject({ person: null, isProgram: true });
      expect(website.activeKeys.map(({ id }) => id)).toEqual(['a', 'b']);
      expect((await holder('website', 5_000)).activeKeys).toEqual([stored(aKey('a'))]);
      expect(await holder('maria', 4_999)).toEqual({
        ...{ person: maria, isProgram: false, activeKeys: [stored(ofMaria('d', { name: 'website' }))] },
      });
      expect(await holder('nobody', 4_999)).toEqual({ person: null, isProgram: false, activeKeys: [] });
    });

    test('lets one change a holder at a time', async () => {
      const store = await withKeys();
      const add = (id: string) =>
        store.change(async (change) => {
          const { activeKeys } = await change.lockHolder('website', 0);
          if (activeKeys.length === 0) await change.addKey(aKey(id), digestOf(id));
          return activeKeys.length;
        });
      const seen = await Promise.all([add('a'), add('b'), add('c')]);
      expect(seen.toSorted((a, b) => a - b)).toEqual([0, 1, 1]);
    });

    test('keeps nothing of a change that fails', async () => {
      const store = await withKeys();
      const failing = store.change(async (change) => {
        await change.addKey(aKey('a'), digestOf('a'));
        await change.addAudit(entry(1));
        throw new Error('on second thoughts');
      });
      await expect(failing).rejects.toThrow('on second thoughts');
      expect(await store.keys({ activeAtMs: null, limit: 9, after: undefined })).toEqual([]);
      expect(await store.audit(9, undefined)).toEqual([]);
    });

    test('never stores a key twice', async () => {
      const store = await withKeys(aKey('a'));
      await expect(store.change((change) => change.addKey(aKey('b'), digestOf('a')))).rejects.toThrow();
      await expect(store.change((change) => change.addKey(aKey('a'), digestOf('b')))).rejects.toThrow();
    });

    test('keeps the trail, newest first, page by page', async () => {
      const store = await open();
      for (const n of [1, 2, 3]) await store.change((change) => change.addAudit(entry(n)));
      const first = await store.audit(2, undefined);
      expect(first).toMatchObject([entry(3), entry(2)]);
      expect(await store.audit(2, first[1]!.number)).toMatchObject([entry(1)]);
    });
  });
}

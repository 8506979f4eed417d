import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import type { AgreementStore, AgreementVersion } from './agreement-store.ts';

type Harness = { store: AgreementStore; transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> };

const aVersion = (version: number): AgreementVersion => ({
  version,
  title: `Version ${version}`,
  effectiveFrom: '2026-01-05T08:00:00.000Z',
  activatedAt: '2026-01-02T10:00:00.000Z',
  signed: false,
  activatedBy: 'nobody',
  yaml: defaultAgreementYaml,
  document: defaultAgreement,
});

/** What every AgreementStore does. */
export function agreementStoreContract(name: string, open: () => Promise<Harness>): void {
  describe(name, () => {
    it('gives a version back as it was stored, newest first in the list', async () => {
      const { store, transaction } = await open();
      await transaction((tx) => store.addVersion(tx, aVersion(0)));
      await transaction((tx) => store.addVersion(tx, aVersion(1)));
      expect(await store.version(1)).toEqual(JSON.parse(JSON.stringify(aVersion(1))));
      expect((await store.versions()).map(({ version }) => version)).toEqual([1, 0]);
      expect(await store.version(7)).toBeNull();
    });

    it('never stores a version twice', async () => {
      const { store, transaction } = await open();
      await transaction((tx) => store.addVersion(tx, aVersion(0)));
      await expect(transaction((tx) => store.addVersion(tx, aVersion(0)))).rejects.toThrow();
    });

    it('shows who activates what versions there are', async () => {
      const { store, transaction } = await open();
      await transaction((tx) => store.addVersion(tx, aVersion(0)));
      const seen = await transaction((tx) => store.lockVersions(tx));
      expect(seen.map(({ version, signed }) => ({ version, signed }))).toEqual([{ version: 0, signed: false }]);
    });

    it('keeps the last of what is put about a rep, apart from assets of the same id', async () => {
      const { store, transaction } = await open();
      await transaction((tx) => store.putReference(tx, { kind: 'rep', id: 'a', revision: 1, body: { name: 'Ada' } }));
      await transaction((tx) => store.putReference(tx, { kind: 'rep', id: 'a', revision: 2, body: { name: 'Ada L' } }));
      await transaction((tx) =>
        store.putReference(tx, { kind: 'content', id: 'a', revision: 1, body: { title: 'A' } }),
      );
      expect(await store.references('rep')).toEqual([{ kind: 'rep', id: 'a', revision: 2, body: { name: 'Ada L' } }]);
      expect(await transaction((tx) => store.lockReference(tx, 'content', 'a'))).toMatchObject({ revision: 1 });
      expect(await transaction((tx) => store.lockReference(tx, 'rep', 'nobody'))).toBeNull();
    });
  });
}

import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import { drafted, revised, type Proposal } from '../domain/proposal.ts';
import type { AgreementStore, AgreementVersion } from './agreement-store.ts';

type Harness = { store: AgreementStore; transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> };

const aVersion = (version: number): AgreementVersion => ({
  version,
  title: `Version ${version}`,
  effectiveFrom: '2026-01-05T08:00:00.000Z',
  activatedAt: '2026-01-02T10:00:00.000Z',
  signed: false,
  activatedBy: 'nobody',
  signatures: [],
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

    it('keeps the last revision of a proposal, newest proposal first', async () => {
      const { store, transaction } = await open();
      const [first, second] = ['a', 'b'].map((id, n) =>
        drafted(id, aVersion(0), 0, { name: 'maria', atMs: Date.parse('2026-01-02T10:00:00Z') + n }),
      ) as [Proposal, Proposal];
      await transaction((tx) => store.putProposal(tx, first));
      await transaction((tx) => store.putProposal(tx, second));
      const changed = revised(first, { status: 'proposed' }, { name: 'sam', atMs: Date.parse('2026-01-03T10:00:00Z') });
      await transaction(async (tx) => {
        expect(await store.lockProposal(tx, 'a')).toMatchObject({ revision: 1, changedBy: 'maria' });
        await store.putProposal(tx, changed);
      });
      expect(await store.proposal('a')).toEqual(JSON.parse(JSON.stringify(changed)));
      expect((await store.proposals()).map(({ id, revision }) => [id, revision])).toEqual([
        ['b', 1],
        ['a', 2],
      ]);
      expect(await store.proposal('none')).toBeNull();
    });

    it('pages through the trail from its end', async () => {
      const { store, transaction } = await open();
      const entry = {
        at: '2026-01-02T10:00:00.000Z',
        by: 'maria',
        action: 'drafted' as const,
        proposalId: 'a',
        version: null,
        ...{ about: 'agreement' as const, itemId: null },
      };
      await transaction((tx) =>
        store.addAudit(
          tx,
          [1, 2, 3].map((n) => ({ ...entry, details: [`the ${n}.`] })),
        ),
      );
      const [newest, second] = await store.audit({ before: null, about: null, limit: 2 });
      expect(newest).toMatchObject({ ...entry, details: ['the 3.'] });
      expect(second).toMatchObject({ details: ['the 2.'] });
      expect(
        (await store.audit({ before: second!.position, about: null, limit: 2 })).map(({ details }) => details),
      ).toEqual([['the 1.']]);
    });

    it('tells of reps, of content or of the agreement alone', async () => {
      const { store, transaction } = await open();
      const entry = { at: '2026-01-02T10:00:00.000Z', by: 'olga', action: 'changed' as const };
      const told = { ...entry, proposalId: null, version: null, details: [] };
      await transaction((tx) =>
        store.addAudit(tx, [
          { ...told, about: 'agreement', itemId: null },
          { ...told, about: 'rep', itemId: 'ada' },
          { ...told, about: 'content', itemId: 'guide' },
        ]),
      );
      expect(await store.audit({ before: null, about: 'rep', limit: 9 })).toMatchObject([
        { ...told, about: 'rep', itemId: 'ada' },
      ]);
      expect(await store.audit({ before: null, about: null, limit: 9 })).toHaveLength(3);
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

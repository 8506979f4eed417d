import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LaneDatabase } from '@smarketing/messaging';
import { newAccountScore, type AccountScore } from '../domain/account/account-score.ts';
import type { AccountScores } from './account-scores.ts';

export type AccountScoresSetup = {
  readonly accounts: AccountScores;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

const engines: AccountScore = {
  version: 3,
  contacts: [
    {
      leadId: 'lead-1',
      revision: 2,
      contribution: { score: 6_150, grade: 'A2', persona: 'operations-lead', isRoleAddress: false, engagedMs: 1_000 },
      toldRevision: 1,
    },
    { leadId: 'lead-2', revision: 7, contribution: null, toldRevision: 0 },
  ],
  isComplete: true,
  told: { revision: 1, engaged: [{ leadId: 'lead-1', atMs: 1_000 }] },
};

/** What every store of accounts must do. `open` gives an empty one. */
export function accountScoresContract(name: string, open: () => Promise<AccountScoresSetup>): void {
  describe(`${name} as a store of accounts`, () => {
    let setup: AccountScoresSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const save = (domain: string, account: AccountScore): Promise<void> =>
      setup.database.transaction((tx) => setup.accounts.save(new Map([[domain, account]]), tx));

    test('knows no company before a contact told of it', async () => {
      expect(await setup.accounts.find('engines.test')).toBeNull();
      expect(await setup.database.transaction((tx) => setup.accounts.load(['engines.test'], [], tx))).toEqual(
        new Map(),
      );
      expect(setup.accounts.initial()).toEqual(newAccountScore());
    });

    test('keeps a company as it was saved, whatever is known of others', async () => {
      await save('engines.test', engines);
      await save('größe.test', newAccountScore());
      expect(await setup.accounts.find('engines.test')).toEqual(engines);
      expect(await setup.accounts.find('größe.test')).toEqual(newAccountScore());
      const loaded = await setup.database.transaction((tx) => setup.accounts.load(['engines.test', 'none'], [], tx));
      expect(loaded).toEqual(new Map([['engines.test', engines]]));
    });

    test('takes the newer one, and nothing of what was rolled back', async () => {
      await save('engines.test', engines);
      await save('engines.test', { ...engines, version: 4, isComplete: false });
      const undone = setup.database.transaction(async (tx) => {
        await setup.accounts.save(new Map([['engines.test', newAccountScore()]]), tx);
        throw new Error('no');
      });
      await expect(undone).rejects.toThrow('no');
      expect(await setup.accounts.find('engines.test')).toMatchObject({ version: 4, isComplete: false });
    });
  });
}

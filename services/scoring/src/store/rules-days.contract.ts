import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LaneDatabase } from '@smarketing/messaging';
import type { RulesDays } from './rules-days.ts';

export type RulesDaysSetup = { readonly days: RulesDays; readonly database: LaneDatabase; close(): Promise<void> };

/** What every store of the days does. `open` gives a new one. */
export function rulesDaysContract(name: string, open: () => Promise<RulesDaysSetup>): void {
  describe(`${name} as a count of what the rules alone have qualified`, () => {
    let setup: RulesDaysSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const qualify = (...days: readonly number[]) =>
      setup.database.transaction(async (tx) => {
        const view = await setup.days.load([], tx);
        for (const day of days) setup.days.apply(view, { day });
        await setup.days.save(view, tx);
      });
    const now = () => setup.database.transaction((tx) => setup.days.load([], tx));

    it('begins with none', async () => {
      expect(await now()).toMatchObject({ qualified: 0 });
    });

    it('counts within a day, and from one again on another', async () => {
      await qualify(5, 5);
      await qualify(5);
      expect(await now()).toMatchObject({ day: 5, qualified: 3 });
      await qualify(6);
      expect(await now()).toMatchObject({ day: 6, qualified: 1 });
    });

    it('takes it back when the transaction fails', async () => {
      const failed = setup.database.transaction(async (tx) => {
        const view = await setup.days.load([], tx);
        setup.days.apply(view, { day: 5 });
        await setup.days.save(view, tx);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await now()).toMatchObject({ qualified: 0 });
    });
  });
}

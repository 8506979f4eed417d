import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyedState } from './keyed-state.ts';
import type { LaneDatabase } from './lane-database.ts';

export type ContractState = {
  readonly version: number;
  readonly name: string;
  readonly tags: string[];
  readonly nested: { readonly [key: string]: number | null };
};

export type KeyedStateSetup = {
  readonly states: KeyedState<ContractState>;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

export const contractInitial = (key: string): ContractState => ({ version: 0, name: key, tags: [], nested: {} });

/** What every store of lane-owned states must do. `open` gives an empty one whose `initial` is `contractInitial`. */
export function keyedStateContract(name: string, open: () => Promise<KeyedStateSetup>): void {
  describe(`${name} as a store of lane-owned states`, () => {
    let setup: KeyedStateSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const load = (...keys: string[]): Promise<Map<string, ContractState>> =>
      setup.database.transaction((tx) => setup.states.load(keys, [], tx));
    const save = (...states: ContractState[]): Promise<void> =>
      setup.database.transaction((tx) => setup.states.save(new Map(states.map((s) => [s.name, s])), tx));

    test('what was never saved is left out, and has its initial state', async () => {
      expect(await load('a', 'b')).toEqual(new Map());
      expect(setup.states.initial('a')).toEqual(contractInitial('a'));
    });

    test('what was saved is loaded as it was', async () => {
      const state: ContractState = {
        version: 3,
        name: 'lead "1" \\ {a,b} 🐘',
        tags: ['', 'two\nlines', 'nul \u0000 inside', '10e400'],
        nested: { z: 0.1, a: 9_007_199_254_740_991, none: null, __proto: -0.5 },
      };
      await save(state, contractInitial('other'));
      expect(await load(state.name, 'unknown', state.name)).toEqual(new Map([[state.name, state]]));
      expect(JSON.stringify((await load(state.name)).get(state.name))).toBe(JSON.stringify(state));
    });

    test('saving again replaces', async () => {
      await save({ ...contractInitial('a'), version: 1, tags: ['x'] }, { ...contractInitial('b'), version: 1 });
      await save({ ...contractInitial('a'), version: 2 });
      expect(
        [...(await load('a', 'b')).values()]
          .map(({ version, tags }) => [version, tags.length])
          .sort(([a = 0], [b = 0]) => a - b),
      ).toEqual([
        [1, 0],
        [2, 0],
      ]);
    });

    test('a transaction sees what it saved, and a rollback takes it away', async () => {
      await save({ ...contractInitial('a'), version: 1 });
      const failed = setup.database.transaction(async (tx) => {
        await setup.states.save(new Map([['a', { ...contractInitial('a'), version: 2 }]]), tx);
        await setup.states.save(new Map([['b', contractInitial('b')]]), tx);
        expect((await setup.states.load(['a'], [], tx)).get('a')?.version).toBe(2);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect([...(await load('a', 'b')).entries()]).toEqual([['a', { ...contractInitial('a'), version: 1 }]]);
    });

    test('changing a loaded state changes nothing that is stored', async () => {
      await save({ ...contractInitial('a'), tags: ['kept'] });
      const loaded = (await load('a')).get('a');
      loaded?.tags.push('leaked');
      expect((await load('a')).get('a')?.tags).toEqual(['kept']);
    });

    test('loading and saving nothing is fine', async () => {
      expect(await load()).toEqual(new Map());
      await save();
    });

    test('a thousand states go in and come out in one call each', async () => {
      const many = Array.from({ length: 1_000 }, (_, n) => ({
        ...contractInitial(`lead-${(n * 7_919) % 1_000}`),
        version: n,
      }));
      await save(...many);
      expect((await load(...many.map((state) => state.name))).size).toBe(1_000);
    });
  });
}

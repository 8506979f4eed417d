import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LaneDatabase } from '@smarketing/messaging';
import { newLeadAtHand, type LeadAtHand } from '../domain/lead-score.ts';
import type { AttemptNote } from '../domain/prediction/attempt.ts';
import type { ModelVersion } from '../domain/prediction/model-version.ts';
import type { ConversionModels } from './conversion-models.ts';
import type { LeadScores } from './lead-scores.ts';

export type ConversionModelsSetup = {
  readonly models: ConversionModels;
  /** Of another process over the same store. */
  readonly others: ConversionModels;
  readonly leads: LeadScores;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

const began = (cycleId: string, atMs: number, country = 'DE'): AttemptNote => ({
  ...{ kind: 'began', cycleId, atMs, fields: { country, note: 'nul \u0000 "quoted"' } },
});
const ended = (cycleId: string, atMs: number, outcome: 'won' | 'lost'): AttemptNote => ({
  ...{ kind: 'ended', cycleId, atMs, outcome },
});

const aModel = (trainedAtMs: number, through = 0): Omit<ModelVersion, 'version'> => ({
  ...{
    trainedAtMs,
    through,
    outcomes: { won: 1, lost: 2 },
    model: null,
    distribution: null,
    useless: 'too \u0000 few',
  },
  report: { columns: [] } as unknown as ModelVersion['report'],
});

/** What every store of attempts and models does. `open` gives an empty one. */
export function conversionModelsContract(name: string, open: () => Promise<ConversionModelsSetup>): void {
  describe(`${name} as a store of attempts and models`, () => {
    let setup: ConversionModelsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const says = (leadId: string, ...attempts: readonly AttemptNote[]) => {
      const lead = newLeadAtHand();
      const state: LeadAtHand = { ...lead, atHand: { ...lead.atHand, attempts } };
      return setup.database.transaction((tx) => setup.leads.save(new Map([[leadId, state]]), tx));
    };
    const all = () => setup.models.since({ trainedAtMs: 0, through: 0 });

    it('keeps each attempt as it began, with its first outcome, in the order in which outcomes were recorded', async () => {
      await says('a', began('c1', 10), began('c2', 20, 'FR'));
      await says('b', began('c3', 5), ended('c3', 40, 'lost'));
      await says('a', began('c1', 99, 'US'), ended('c1', 30, 'won'));
      await says('a', ended('c1', 31, 'lost'), ended('unheard of', 31, 'won'));
      const features = { country: 'DE', note: 'nul \u0000 "quoted"', 'events so far': '0' };
      expect(await setup.models.ended()).toEqual([
        { beganAtMs: 5, features, won: false, endedAtMs: 40 },
        { beganAtMs: 10, features, won: true, endedAtMs: 30 },
      ]);
      expect((await all()).began.map(({ beganAtMs }) => beganAtMs)).toEqual([5, 10, 20]);
    });

    it('counts outcomes, and those since', async () => {
      expect(await setup.models.tally(0)).toEqual({ won: 0, lost: 0, since: 0, through: 0 });
      await says('a', began('c1', 10), began('c2', 20), began('c3', 30));
      await says('a', ended('c1', 40, 'won'));
      const { through } = await setup.models.tally(0);
      await says('a', ended('c2', 41, 'lost'));
      expect(await setup.models.tally(through)).toMatchObject({ won: 1, lost: 1, since: 1 });
      const since = await setup.models.since({ trainedAtMs: 20, through });
      expect(since.began.map(({ beganAtMs }) => beganAtMs)).toEqual([30]);
      expect(since.ended.map(({ beganAtMs, won }) => [beganAtMs, won])).toEqual([[20, false]]);
    });

    it('forgets what somebody withdraws, and nothing else', async () => {
      await says('a', began('c1', 10), ended('c1', 11, 'won'));
      await says('b', began('c2', 20));
      await says('a', began('c3', 12), { kind: 'withdrawn' });
      expect((await all()).began.map(({ beganAtMs }) => beganAtMs)).toEqual([20]);
      expect(await setup.models.tally(0)).toMatchObject({ won: 0, lost: 0 });
    });

    it('leaves no trace of a batch that failed', async () => {
      const lead = newLeadAtHand();
      const attempts = [began('c1', 10), ended('c1', 11, 'won')];
      const state = { ...lead, atHand: { ...lead.atHand, attempts } };
      const failing = setup.database.transaction(async (tx) => {
        await setup.leads.save(new Map([['a', state]]), tx);
        throw new Error('after all not');
      });
      await expect(failing).rejects.toThrow('after all not');
      expect(await all()).toEqual({ began: [], ended: [] });
    });

    it('adds versions, and tells which was in force', async () => {
      expect([await setup.models.newest(), await setup.models.newestVersion()]).toEqual([null, 0]);
      const first = await setup.models.add(aModel(100));
      const second = await setup.models.add(aModel(200, 7));
      expect(first).toEqual({ ...aModel(100), version: 1 });
      expect([await setup.models.newest(), await setup.models.newestVersion()]).toEqual([second, 2]);
      expect(await setup.models.inForceAt(99.9)).toBeNull();
      expect((await setup.models.inForceAt(199))?.version).toBe(1);
      expect(await setup.models.inForceAt(200)).toEqual(second);
    });

    it('lets one at a time learn, in all processes', async () => {
      let finish = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        finish = resolve;
      });
      let begin = (): void => undefined;
      const begun = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const working = setup.models.alone(async () => {
        begin();
        await held;
        return 'learned';
      });
      await begun;
      expect(await setup.others.alone(async () => 'as well')).toBeNull();
      finish();
      expect(await working).toBe('learned');
      await expect(setup.models.alone(() => Promise.reject(new Error('broke off')))).rejects.toThrow('broke off');
      expect(await setup.others.alone(async () => 'after that')).toBe('after that');
    });
  });
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { laneOf, type LaneDatabase } from '@smarketing/messaging';
import { newLeadView, type LeadView } from '../domain/lead-view.ts';
import { ConsoleStory } from '../scene/console-story.ts';
import type { LeadFilter, LeadPosition, LeadViews } from './lead-views.ts';

export type LeadViewsSetup = { readonly views: LeadViews; readonly database: LaneDatabase; close(): Promise<void> };

const seenAt = (lastEventAtMs: number): LeadView => ({ ...newLeadView(), lastEventAtMs });
const ada = new ConsoleStory()
  .identified('paid_search')
  .profile(1, { name: 'Ada Lovelace', company: '100% Engines_AG' }, { email: 'Ada@Example.com', crmId: 'crm-7' })
  .scored('qualified', 80)
  .qualified()
  .routed()
  .view();
const ben = new ConsoleStory()
  .identified('organic')
  .profile(1, { name: 'Ben Öhman' }, { email: 'ben@example.com' })
  .scored('nurture', 40, 50)
  .view();

/** What every store of the console must do. `open` gives an empty one. */
export function leadViewsContract(name: string, open: () => Promise<LeadViewsSetup>): void {
  describe(`${name} as the store of what the console shows`, () => {
    let setup: LeadViewsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const save = (views: Readonly<Record<string, LeadView>>): Promise<void> =>
      setup.database.transaction((tx) => setup.views.save(new Map(Object.entries(views)), tx));
    const page = async (filter: LeadFilter = {}, limit = 10, after: LeadPosition | null = null) =>
      (await setup.views.list({ filter, after, limit })).map(({ id, view }) => ({
        id,
        lastEventAtMs: view.lastEventAtMs,
      }));
    const ids = async (filter: LeadFilter, limit?: number): Promise<string[]> =>
      (await page(filter, limit)).map(({ id }) => id);

    test('a lead is found as it was saved, and nobody else is', async () => {
      await save({ ada });
      expect(await setup.views.find('ada')).toEqual(ada);
      expect(await setup.views.find('nobody')).toBeNull();
      expect(await setup.views.find('no\u0000body')).toBeNull();
    });

    test('a lane loads what it saved; of a new lead nothing is known', async () => {
      await save({ ada });
      const loaded = await setup.database.transaction((tx) => setup.views.load(['ada', 'new'], [], tx));
      expect(loaded).toEqual(new Map([['ada', ada]]));
      expect(setup.views.initial()).toEqual(newLeadView());
    });

    test('what is forgotten of a lane is gone, and other lanes know nothing of it', async () => {
      await save({ ada, ben });
      expect(laneOf('ada')).not.toBe(laneOf('ben'));
      await setup.database.transaction((tx) => setup.views.forget([laneOf('ada')], tx));
      expect(await ids({})).toEqual(['ben']);
      expect(await setup.views.find('ada')).toBeNull();
      await save({ ada });
      expect(await setup.views.find('ada')).toEqual(ada);
    });

    test.each<[string, LeadFilter]>([
      ['the address, however it is written', { email: 'ADA@example.COM' }],
      ['the id in the CRM', { crmId: 'crm-7' }],
      ['the source of its campaign', { source: 'paid_search' }],
      ['its stage', { stage: 'mql' }],
      ['its outcome', { outcome: 'routed' }],
      ['who has it', { owner: 'ada' }],
      ['part of its name', { q: 'LOVE' }],
      ['part of its company', { q: 'engines' }],
      ['part of its address', { q: 'ada@ex' }],
      ['several at once', { grade: 'A1', stage: 'mql', q: 'ada' }],
    ])('a lead is found by %s', async (_, filter) => {
      await save({ ada, ben });
      expect(await ids(filter)).toEqual(['ada']);
    });

    test('signs that mean something in a pattern mean themselves', async () => {
      await save({ ada, ben });
      expect(await ids({ q: '100%' })).toEqual(['ada']);
      expect(await ids({ q: 's_a' })).toEqual(['ada']);
      expect(await ids({ q: '%' })).toEqual(['ada']);
      expect(await ids({ q: "'" })).toEqual([]);
      expect(await ids({ q: 'ÖHM' })).toEqual(['ben']);
      expect(await ids({ q: '\u0000' })).toEqual([]);
    });

    test('all that is asked for must hold', async () => {
      await save({ ada, ben });
      expect(await ids({ email: 'ada@example.com', source: 'organic' })).toEqual([]);
      expect(await ids({ userId: 'crm-7' })).toEqual([]);
      expect((await ids({})).toSorted()).toEqual(['ada', 'ben']);
    });

    test('those to whom something happened last come first', async () => {
      await save({ a: seenAt(5), b: seenAt(9), c: seenAt(5), never: seenAt(0) });
      expect(await ids({})).toEqual(['b', 'c', 'a', 'never']);
      expect(await ids({}, 2)).toEqual(['b', 'c']);
    });

    test('who reads on while leads change meets none twice, and each that stayed as it was', async () => {
      const leads = Array.from({ length: 40 }, (_, n) => [`lead-${String(n).padStart(2, '0')}`, seenAt(1 + (n % 7))]);
      await save(Object.fromEntries(leads));
      const read: string[] = [];
      const changed = new Set<string>();
      let after: LeadPosition | null = null;
      for (let clock = 100; ; clock += 1) {
        const next = await page({}, 6, after);
        read.push(...next.map(({ id }) => id));
        const last = next.at(-1);
        if (last === undefined) break;
        after = last;
        // One that was read already, one that may not have been, and a new one.
        for (const id of [read[0]!, `lead-${String((clock * 13) % 40).padStart(2, '0')}`, `new-${clock}`]) {
          changed.add(id);
          await save({ [id]: seenAt(clock) });
        }
      }
      expect(new Set(read).size).toBe(read.length);
      const stayed = leads.map(([id]) => id as string).filter((id) => !changed.has(id));
      expect(stayed.length).toBeGreaterThan(20);
      expect(read).toEqual(expect.arrayContaining(stayed));
    });

    test('the counts add up to all leads, and follow them', async () => {
      expect(await setup.views.counts()).toEqual([]);
      await save({ ada, ben, other: ben, new: newLeadView() });
      const sorted = async () => (await setup.views.counts()).toSorted((a, b) => (a.outcome < b.outcome ? -1 : 1));
      expect(await sorted()).toEqual([
        { stage: 'lead', outcome: 'none', count: 1 },
        { stage: 'engaged', outcome: 'nurture', count: 2 },
        { stage: 'mql', outcome: 'routed', count: 1 },
      ]);
      await save({ other: ada });
      expect(await sorted()).toContainEqual({ stage: 'mql', outcome: 'routed', count: 2 });
    });
  });
}

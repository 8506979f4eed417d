import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudEvent } from '@smarketing/contracts';
import type { LaneDatabase } from '../lane-database.ts';
import type { Announced, Announcements } from './announcements.ts';

export type AnnouncementsSetup = {
  readonly announcements: Announcements;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

const announced = (
  id: string,
  rest: Partial<CloudEvent> & { lane?: number; facet?: string | null } = {},
): Announced => {
  const { lane = 3, facet = null, ...event } = rest;
  return {
    ...{ lane, facet },
    event: {
      ...{ specversion: '1.0', id, source: 'smarketing/sla', type: 'met', subject: 'lead-1', leadversion: 2 },
      ...{ time: '2026-03-02T09:00:00.000Z', data: { text: `nul \u0000 half \ud800 of ${id}` } },
      ...event,
    },
  };
};

/** What every store of announcements must do. `open` gives an empty one. */
export function announcementsContract(name: string, open: () => Promise<AnnouncementsSetup>): void {
  describe(`${name} as the store of what was announced`, () => {
    let setup: AnnouncementsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const keep = (...items: readonly Announced[]): Promise<void> =>
      setup.database.transaction((tx) => setup.announcements.keep(tx, items));
    const page = (after: string | null, { lane = 3, types = ['met'], limit = 100 } = {}) =>
      setup.database.transaction((tx) => setup.announcements.page(tx, { lane, types, after, limit }));
    const told = async (ask: { lane?: number; types?: string[]; limit?: number } = {}): Promise<string[]> => {
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const { events, after: next }: Awaited<ReturnType<typeof page>> = await page(after, ask);
        expect(events.length).toBeLessThanOrEqual(ask.limit ?? 100);
        ids.push(...events.map(({ id }) => id));
        after = next;
      } while (after !== null);
      return ids;
    };

    test('nothing was announced, nothing is told', async () => {
      expect(await page(null)).toEqual({ events: [], after: null });
    });

    test('an event comes back as it was', async () => {
      await keep(announced('one'));
      expect((await page(null)).events).toEqual([announced('one').event]);
    });

    test('only what was asked for is told: of this lane, of these types', async () => {
      await keep(announced('one'), announced('two', { lane: 4 }), announced('three', { type: 'breached' }));
      expect(await told()).toEqual(['one']);
      expect(await told({ lane: 4 })).toEqual(['two']);
      expect((await told({ types: ['met', 'breached'] })).toSorted()).toEqual(['one', 'three']);
      expect(await told({ types: [] })).toEqual([]);
    });

    test('page by page everything is told once, also of a lead with more than a page', async () => {
      const ids = Array.from({ length: 25 }, (_, n) => `e${n}`);
      await keep(...ids.slice(0, 12).map((id) => announced(id)));
      await keep(...ids.slice(12).map((id) => announced(id, { subject: 'lead-2' })));
      expect((await told({ limit: 7 })).toSorted()).toEqual(ids.toSorted());
      expect((await told({ limit: 25 })).toSorted()).toEqual(ids.toSorted());
    });

    test('what is announced while pages are told does not keep them from ending', async () => {
      await keep(announced('one'), announced('two'));
      const first = await page(null, { limit: 1 });
      await keep(announced('three'));
      const second = await page(first.after, { limit: 1 });
      expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(['one', 'two']);
      expect(second.after).toBeNull();
    });

    test('of a facet only the newest is kept, per lead and type, within a batch and after it', async () => {
      await keep(announced('a1', { facet: 'a' }), announced('b1', { facet: 'b' }), announced('a2', { facet: 'a' }));
      await keep(
        announced('other', { facet: 'a', subject: 'lead-2' }),
        announced('type', { facet: 'a', type: 'scored' }),
      );
      await keep(announced('a3', { facet: 'a' }));
      expect((await told({ types: ['met', 'scored'] })).toSorted()).toEqual(['a3', 'b1', 'other', 'type']);
      await keep(announced('a4', { facet: 'a' }), announced('a5', { facet: 'a' }));
      expect((await told()).toSorted()).toEqual(['a5', 'b1', 'other']);
    });

    test('what is rolled back was never announced', async () => {
      const failed = setup.database.transaction(async (tx) => {
        await setup.announcements.keep(tx, [announced('one')]);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await told()).toEqual([]);
    });
  });
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aStatement, NOON } from '../scene/a-statement.ts';
import { takeBatch, type DirectorySetup } from './directory.contract.ts';
import type { SetAsideEvents, SetAsideFilter } from './set-aside-events.ts';

export type SetAsideSetup = DirectorySetup & { readonly setAside: SetAsideEvents };

const at = (minute: number): string => new Date(Date.parse(NOON) + minute * 60_000).toISOString();
const saying = (id: string, n: number, minute: number, source = 'website') =>
  aStatement(id, { source, time: NOON, receivedat: at(minute), data: { properties: { n } } });

/** What must be shown of that which ingestion sets aside. `open` gives an empty directory. */
export function setAsideEventsContract(name: string, open: () => Promise<SetAsideSetup>): void {
  describe(`${name} as the client events that count nowhere`, () => {
    let setup: SetAsideSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const list = (filter: SetAsideFilter = {}, limit = 10) => setup.setAside.list(filter, limit);

    test('the same id with other content is shown with the difference and beside the one that counts', async () => {
      await takeBatch(setup, [saying('m1', 1, 0)]);
      await takeBatch(setup, [saying('m1', 2, 5), saying('m1', 2, 5), saying('m2', 3, 6)]);
      const [found, ...others] = await list();
      expect(others).toEqual([]);
      expect(found).toEqual({
        ...{ eventId: aStatement('m1').id, variant: expect.any(Number), source: 'website', clientId: 'm1' },
        ...{ status: 'quarantined', reason: 'this id was used before for something else', type: 'content_downloaded' },
        difference: [{ field: 'properties.n', first: 1, again: 2 }],
        ...{ occurredAtMs: Date.parse(NOON), receivedAtMs: Date.parse(at(5)), principalId: null, repeats: 1 },
      });
      expect(await setup.setAside.find(found!.eventId, found!.variant)).toEqual({
        ...found,
        payload: expect.objectContaining({ properties: { n: 2 } }),
        counted: {
          ...{ type: 'content_downloaded', occurredAtMs: Date.parse(NOON), receivedAtMs: Date.parse(NOON) },
          leadId: expect.any(String),
          payload: expect.objectContaining({ properties: { n: 1 } }),
        },
      });
    });

    test('what somebody may not say is shown with the reason; none of its id counts', async () => {
      const by = { principalkind: 'intake-key' as const, principalscopes: 'intake', principalid: 'write-key' };
      await takeBatch(setup, [aStatement('m1', { type: 'deal_won', ...by })]);
      const [found] = await list();
      expect(found).toMatchObject({
        status: 'refused',
        reason: expect.stringMatching(/scope sales/),
        principalId: 'write-key',
      });
      expect(await setup.setAside.find(found!.eventId, found!.variant)).toMatchObject({ counted: null });
    });

    test('the list is newest first, goes on after a place, and can be narrowed down', async () => {
      await takeBatch(
        setup,
        ['m1', 'm2', 'm3', 'm4'].map((id) => saying(id, 0, 0, id === 'm4' ? 'crm' : 'website')),
      );
      await takeBatch(setup, [saying('m1', 1, 1), saying('m2', 1, 3), saying('m3', 1, 3), saying('m4', 1, 2, 'crm')]);
      const all = await list();
      expect(all.map(({ receivedAtMs }) => receivedAtMs)).toEqual([3, 3, 2, 1].map((minute) => Date.parse(at(minute))));
      const first = await list({}, 1);
      const rest = await setup.setAside.list({}, 10, first[0]);
      expect([...first, ...rest]).toEqual(all);
      expect((await list({ source: 'crm' })).map(({ clientId }) => clientId)).toEqual(['m4']);
      expect(await list({ sinceMs: Date.parse(at(2)) })).toHaveLength(3);
      expect(await list({ status: 'refused' })).toEqual([]);
    });

    test('there is nothing of what counts, and of what there is not', async () => {
      await takeBatch(setup, [saying('m1', 1, 0)]);
      expect(await list()).toEqual([]);
      expect(await setup.setAside.find(aStatement('m1').id, 0)).toBeNull();
      expect(await setup.setAside.find("x'; DROP TABLE lead", 1)).toBeNull();
    });
  });
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LaneDatabase } from '@smarketing/messaging';
import { newLead } from '../domain/lead-routing.ts';
import type { LeadRouting } from '../domain/lead-routing.ts';
import type { RoutingLeads } from './routing-leads.ts';

export type RoutingLeadsSetup = {
  readonly leads: RoutingLeads;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

/** What every store of routing's leads must do. `open` gives an empty one. */
export function routingLeadsContract(name: string, open: () => Promise<RoutingLeadsSetup>): void {
  describe(`${name} as the store of routing's leads`, () => {
    let setup: RoutingLeadsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    test('a lead that nothing is known of is left out, and begins empty', async () => {
      expect(await setup.database.transaction((tx) => setup.leads.load(['lead-1'], [], tx))).toEqual(new Map());
      expect(setup.leads.initial()).toEqual(newLead());
    });

    test('a lead comes back as it was saved last', async () => {
      const lead: LeadRouting = {
        ...newLead(),
        version: 3,
        profile: { version: 2, ids: { email: 'ada@example.com' }, fields: { name: 'Ada \u0000 🐘', headcount: 120.5 } },
        earlier: [{ cycleId: 'c', startedAtMs: null, endedAtMs: 5, outcome: 'lost', reason: 'competitor' }],
      };
      await setup.database.transaction((tx) =>
        setup.leads.save(
          new Map([
            ['lead-1', newLead()],
            ['lead-2', newLead()],
          ]),
          tx,
        ),
      );
      await setup.database.transaction((tx) => setup.leads.save(new Map([['lead-1', lead]]), tx));
      const loaded = await setup.database.transaction((tx) => setup.leads.load(['lead-1', 'lead-2'], [], tx));
      expect(loaded).toEqual(
        new Map([
          ['lead-1', lead],
          ['lead-2', newLead()],
        ]),
      );
    });
  });
}

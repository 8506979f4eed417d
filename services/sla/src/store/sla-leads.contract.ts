import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LaneDatabase } from '@smarketing/messaging';
import { newSlaLead } from '../domain/sla-lead.ts';
import type { Owed, SlaLead } from '../domain/sla-lead.ts';
import type { DueQuery, SlaLeads } from './sla-leads.ts';

export type SlaLeadsSetup = { readonly leads: SlaLeads; readonly database: LaneDatabase; close(): Promise<void> };

const owes = (dueAtMs: number, repId = 'ada'): Owed => ({
  ...{ what: 'first-touch', step: null, assignmentId: 'a1', pool: 'sales', priority: 'P0' },
  ...{ dueAtMs, repId },
});
const owing = (...owed: readonly Owed[]): SlaLead => ({ ...newSlaLead(), owed });

/** What every store of the SLA service must do. `open` gives an empty one. */
export function slaLeadsContract(name: string, open: () => Promise<SlaLeadsSetup>): void {
  describe(`${name} as the store of what is owed for leads`, () => {
    let setup: SlaLeadsSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const save = (leads: Readonly<Record<string, SlaLead>>): Promise<void> =>
      setup.database.transaction((tx) => setup.leads.save(new Map(Object.entries(leads)), tx));
    const due = async (query: Partial<DueQuery> = {}): Promise<string[]> => {
      const asked = { untilMs: 1_000, repId: null, after: null, limit: 10, ...query };
      return (await setup.leads.due(asked)).map(({ leadId }) => leadId);
    };

    test('a lead is found as it was saved, and nobody else is', async () => {
      const lead = { ...owing(owes(5)), version: 3, armedForMs: 1_774_429_200_000 };
      await save({ one: lead });
      expect(await setup.leads.find('one')).toEqual(lead);
      expect(await setup.leads.find('two')).toBeNull();
    });

    test('a lane loads what it saved; a new lead has nothing', async () => {
      await save({ one: owing(owes(5)) });
      const loaded = await setup.database.transaction((tx) => setup.leads.load(['one', 'two'], [], tx));
      expect(loaded).toEqual(new Map([['one', owing(owes(5))]]));
      expect(setup.leads.initial('two')).toEqual(newSlaLead());
    });

    test('what is due comes first due first, then by id, up to an instant and no further', async () => {
      await save({
        b: owing(owes(700)),
        late: owing(owes(1_001)),
        a: owing(owes(700), owes(2_000)),
        first: owing(owes(-5)),
        idle: owing(),
        edge: owing(owes(1_000)),
      });
      expect(await due()).toEqual(['first', 'a', 'b', 'edge']);
    });

    test('a lead for which nothing is owed any more leaves the list', async () => {
      await save({ one: owing(owes(5)) });
      await save({ one: owing() });
      expect(await due()).toEqual([]);
    });

    test('pages follow each other without a gap or a repeat', async () => {
      await save({ a: owing(owes(1)), b: owing(owes(2)), c: owing(owes(2)), d: owing(owes(3)) });
      expect(await due({ limit: 2 })).toEqual(['a', 'b']);
      expect(await due({ limit: 2, after: { dueAtMs: 2, leadId: 'b' } })).toEqual(['c', 'd']);
      expect(await due({ limit: 2, after: { dueAtMs: 3, leadId: 'd' } })).toEqual([]);
    });

    test('one rep sees what that rep owes', async () => {
      await save({
        a: owing(owes(1, 'ada')),
        b: owing(owes(2, 'ben'), owes(3, 'ada')),
        c: owing(owes(2, 'ad')),
        d: owing(owes(4, 'a|b')),
      });
      expect(await due({ repId: 'ada' })).toEqual(['a', 'b']);
      expect(await due({ repId: 'nobody' })).toEqual([]);
    });
  });
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { leadQualified } from '@smarketing/contracts';
import type { CloudEvent } from '@smarketing/contracts';
import type { LaneDatabase } from '@smarketing/messaging';
import { newSeat } from '../domain/book-view.ts';
import type { AccountCycle, BookChanges, BookView, RoutingDecision, StoredPacket } from '../domain/book-view.ts';
import { aQualification } from '../scene/builders.ts';
import type { Book } from './book.ts';

export type BookSetup = { readonly book: Book; readonly database: LaneDatabase; close(): Promise<void> };

const NOTHING: BookChanges = {
  seats: [],
  accountCycles: [],
  closedCycles: [],
  accountDeals: [],
  decisions: [],
  packets: [],
};

function qualifies(leadId: string, companyDomain?: string): CloudEvent {
  const data = aQualification({ dossier: { profile: companyDomain === undefined ? {} : { companyDomain } } });
  return {
    specversion: '1.0',
    id: leadId,
    source: 'test',
    type: leadQualified.type,
    subject: leadId,
    time: '2026-11-23T09:00:00Z',
    data,
  };
}

function aCycle(cycleId: string, changes: Partial<AccountCycle> = {}): AccountCycle {
  return {
    domain: 'engines.example',
    cycleId,
    leadId: `lead-of-${cycleId}`,
    sinceMs: 1,
    repId: 'ada',
    assignmentId: `a-${cycleId}`,
    ...changes,
  };
}

function aDecision(decisionId: string, atMs: number): RoutingDecision {
  return {
    ...{
      decisionId,
      leadId: 'lead-1',
      cycleId: 'c',
      atMs,
      outcome: 'held',
      reason: 'nul \u0000 🐘',
      rule: null,
      pool: null,
    },
    ...{ rep: null, assignmentId: null, agreementVersion: 1 },
    path: [{ step: 'pool', result: 'full', passedOver: [{ rep: 'ada', because: 'is at a cap' }] }],
  };
}

/** What every book must do. `open` gives an empty one. */
export function bookContract(name: string, open: () => Promise<BookSetup>): void {
  describe(`${name} as the book`, () => {
    let setup: BookSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const load = (...events: CloudEvent[]): Promise<BookView> =>
      setup.database.transaction((tx) =>
        setup.book.load(
          events,
          tx,
          events.map(({ subject }) => subject),
        ),
      );
    const about = (...leadIds: string[]): Promise<BookView> =>
      setup.database.transaction((tx) => setup.book.load([], tx, leadIds));
    const write = (...changes: Partial<BookChanges>[]): Promise<void> =>
      setup.database.transaction(async (tx) => {
        const view = await setup.book.load([], tx, []);
        for (const change of changes) setup.book.apply(view, { ...NOTHING, ...change });
        await setup.book.save(view, tx);
      });

    test('keeps seats as they were last decided', async () => {
      const ada = { ...newSeat('ada'), places: { sales: { pointer: 1 / 3, away: false } }, openLeads: 2 };
      await write({ seats: [{ ...ada, openLeads: 1 }, newSeat('ben')] }, { seats: [ada] });
      expect((await load()).seats).toEqual(
        new Map([
          ['ada', ada],
          ['ben', newSeat('ben')],
        ]),
      );
      expect(await setup.book.seats()).toEqual([ada, newSeat('ben')]);
    });

    test('shows the accounts that the batch concerns, oldest cycle first', async () => {
      await write({
        accountCycles: [aCycle('c2', { sinceMs: 2 }), aCycle('c1'), aCycle('other', { domain: 'other.example' })],
        accountDeals: [{ domain: 'engines.example', repId: 'ben', atMs: 5 }],
      });
      expect((await load()).accounts).toEqual(new Map());
      expect((await load(qualifies('new', 'Engines.example'))).accounts).toEqual(
        new Map([
          [
            'engines.example',
            { open: [aCycle('c1'), aCycle('c2', { sinceMs: 2 })], lastDeal: { repId: 'ben', atMs: 5 } },
          ],
        ]),
      );
      expect([...(await load(qualifies('lead-of-other'))).accounts.keys()]).toEqual(['other.example']);
    });

    test('shows the accounts of the leads that are decided on, and of nobody who only waits', async () => {
      const waits = { repId: null, assignmentId: null };
      await write({
        accountCycles: [
          aCycle('owned'),
          aCycle('waiting', { domain: 'late.example', ...waits }),
          aCycle('colleague', { domain: 'late.example' }),
          aCycle('another', { domain: 'later.example', ...waits }),
        ],
      });
      expect((await load()).accounts).toEqual(new Map());
      const { accounts } = await about('lead-of-waiting');
      expect([...accounts.keys()]).toEqual(['late.example']);
      expect(accounts.get('late.example')!.open.map(({ cycleId }) => cycleId)).toEqual(['colleague', 'waiting']);
    });

    test('forgets closed cycles and keeps the newest deal', async () => {
      await write({
        accountCycles: [aCycle('c1'), aCycle('c2')],
        accountDeals: [{ domain: 'engines.example', repId: 'ada', atMs: 9 }],
      });
      await write({
        closedCycles: ['c1', 'unknown'],
        accountDeals: [{ domain: 'engines.example', repId: 'ben', atMs: 3 }],
      });
      expect((await load(qualifies('new', 'engines.example'))).accounts.get('engines.example')).toEqual({
        open: [aCycle('c2')],
        lastDeal: { repId: 'ada', atMs: 9 },
      });
    });

    test('a decision sees what an earlier one of its batch changed', async () => {
      await setup.database.transaction(async (tx) => {
        const view = await setup.book.load([qualifies('new', 'engines.example')], tx, []);
        setup.book.apply(view, {
          ...NOTHING,
          seats: [{ ...newSeat('ada'), openLeads: 1 }],
          accountCycles: [aCycle('c1')],
        });
        expect(view.seats.get('ada')?.openLeads).toBe(1);
        expect(view.accounts.get('engines.example')?.open).toEqual([aCycle('c1')]);
        setup.book.apply(view, { ...NOTHING, closedCycles: ['c1'] });
        expect(view.accounts.get('engines.example')?.open).toEqual([]);
      });
    });

    test('gives decisions and packets back newest first, each once', async () => {
      const packet = { summary: 'quoted "so"' } as unknown as StoredPacket['packet'];
      const stored = (assignmentId: string, atMs: number): StoredPacket => ({
        ...{ assignmentId, leadId: 'lead-1', cycleId: 'c', rep: { id: 'ada', name: 'Ada' }, atMs, packet },
      });
      await write({ decisions: [aDecision('d1', 1), aDecision('d2', 2)], packets: [stored('a1', 1)] });
      await write({ decisions: [aDecision('d3', 2), aDecision('d1', 1)], packets: [stored('a2', 7), stored('a1', 1)] });
      expect(await setup.book.decisionsOf('lead-1', 9)).toEqual([
        aDecision('d3', 2),
        aDecision('d2', 2),
        aDecision('d1', 1),
      ]);
      expect(await setup.book.packetsOf('lead-1', 1)).toEqual([stored('a2', 7)]);
      expect(await setup.book.packetsOf('lead-2', 9)).toEqual([]);
    });

    test('a batch that rolls back leaves nothing', async () => {
      const failed = setup.database.transaction(async (tx) => {
        const view = await setup.book.load([], tx, []);
        setup.book.apply(view, { ...NOTHING, seats: [newSeat('ada')], decisions: [aDecision('d1', 1)] });
        await setup.book.save(view, tx);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect((await load()).seats.size).toBe(0);
      expect(await setup.book.decisionsOf('lead-1', 9)).toEqual([]);
    });

    test('routers that write at once never give the same place twice, not even the first one', async () => {
      const CAP = 7;
      const give = (): Promise<boolean> =>
        setup.database.transaction(async (tx) => {
          const view = await setup.book.load([], tx, []);
          const seat = view.seats.get('ada') ?? newSeat('ada');
          if (seat.openLeads >= CAP) return false;
          setup.book.apply(view, { ...NOTHING, seats: [{ ...seat, openLeads: seat.openLeads + 1 }] });
          await setup.book.save(view, tx);
          return true;
        });
      const given = await Promise.all(Array.from({ length: 20 }, give));
      expect(given.filter(Boolean)).toHaveLength(CAP);
      expect((await setup.book.seats())[0]?.openLeads).toBe(CAP);
    });
  });
}

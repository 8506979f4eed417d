import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Conflict, Fenced, UnknownOutcome } from './lane-database.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { InboxItem, LaneDatabase, LaneRow, TimerChange, UnpublishedBatch } from './lane-database.ts';
import { noRebuild } from './rebuild/lane-rebuild.ts';

export type LaneDatabaseSetup = {
  readonly database: LaneDatabase;
  /** Ids of the dead letters stored, in any order. */
  deadLetterIds(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** What every database under the runner must do. `open` gives an empty one. */
export function laneDatabaseContract(name: string, open: () => Promise<LaneDatabaseSetup>): void {
  describe(`${name} as the runner's database`, () => {
    let setup: LaneDatabaseSetup;
    let db: LaneDatabase;
    beforeEach(async () => {
      setup = await open();
      db = setup.database;
    });
    afterEach(() => setup.close());

    const claimOne = async (lane = 3): Promise<LaneRow> => {
      const [claimed] = await db.claim([lane]);
      if (!claimed) throw new Error('nothing was claimed');
      return claimed.row;
    };

    describe('claiming', () => {
      test('a lane that nobody ever had starts empty, in epoch 1', async () => {
        expect(await db.claim([5])).toEqual([
          {
            row: {
              ...{ lane: 5, epoch: 1, offsets: {}, seen: {}, sent: {}, clockMs: 0, agreementVersion: null },
              ...{ rebuild: noRebuild, sweep: null },
            },
            unpublished: [],
          },
        ]);
      });

      test('each claim counts the epoch up and keeps what the lane remembers', async () => {
        const row = await claimOne();
        const remembered = {
          ...row,
          offsets: { 'smarketing.engagement.v1': 12, 'smarketing.profile.v1': 9_007_199_254_740_991 },
          seen: { 'smarketing.engagement.v1|ingestion/7': 40, 'smarketing.engagement.v1|': 0 },
          sent: { 'smarketing.score.v1|3': 4 },
          clockMs: 1_790_000_000_123,
          agreementVersion: 2,
          rebuild: {
            running: { id: 'b', startedAtMs: 5, taken: 2, waitingFor: ['sla' as const] },
            finished: { id: 'a', startedAtMs: 1, taken: 9, finishedAtMs: 2 },
            retellings: [{ id: 'c', for: 'scoring' as const, after: 'lead "1"', told: 3 }],
          },
          sweep: { version: 2, after: 'lead "2"', done: 7, startedAtMs: 3, finishedAtMs: null },
        };
        await db.transaction((tx) => db.advance(tx, [remembered]));
        expect(await claimOne()).toEqual({ ...remembered, epoch: 2 });
      });

      test('several lanes are claimed at once, and one given twice counts once', async () => {
        await db.claim([2]);
        const rows = (await db.claim([2, 0, 2])).map(({ row }) => [row.lane, row.epoch]);
        expect(new Map(rows as [number, number][])).toEqual(
          new Map([
            [0, 1],
            [2, 2],
          ]),
        );
        expect(rows).toHaveLength(2);
      });

      test('the epochs of lanes can be asked for, and asking is no claim', async () => {
        await db.claim([2, 3]);
        await db.claim([3]);
        const epochs = await db.epochs([2, 3, 9]);
        expect([epochs.get(2), epochs.get(3), epochs.get(9) ?? 0]).toEqual([1, 2, 0]);
        expect((await claimOne(3)).epoch).toBe(3);
        expect(await db.epochs([])).toEqual(new Map());
      });

      test('two claims at the same time get different epochs', async () => {
        const epochs = await Promise.all([claimOne(), claimOne(), claimOne()]);
        expect(epochs.map((row) => row.epoch).sort((a, b) => a - b)).toEqual([1, 2, 3]);
      });
    });

    describe('fencing', () => {
      test('who was overtaken by a claim writes nothing, also not what came before the fence', async () => {
        const old = await claimOne();
        await claimOne();
        const late = db.transaction(async (tx) => {
          await db.addUnpublished(tx, [batch(3, 1)]);
          await db.addDeadLetters(tx, [letter('late')]);
          await db.advance(tx, [{ ...old, clockMs: 99 }]);
        });
        await expect(late).rejects.toBeInstanceOf(Fenced);
        const [now] = await db.claim([3]);
        expect(now?.row.clockMs).toBe(0);
        expect(now?.unpublished).toEqual([]);
        expect(await setup.deadLetterIds()).toEqual([]);
      });

      test('one overtaken lane fences the whole batch', async () => {
        const a = await claimOne(1);
        const b = await claimOne(2);
        await claimOne(2);
        const mixed = db.transaction((tx) =>
          db.advance(
            tx,
            [a, b].map((row) => ({ ...row, clockMs: 7 })),
          ),
        );
        await expect(mixed).rejects.toBeInstanceOf(Fenced);
        expect((await claimOne(1)).clockMs).toBe(0);
      });

      test('a lane that was never claimed is fenced', async () => {
        const row: LaneRow = { ...(await claimOne(1)), lane: 9 };
        await expect(db.transaction((tx) => db.advance(tx, [row]))).rejects.toBeInstanceOf(Fenced);
      });

      test('whose epoch is current may write again and again', async () => {
        const row = await claimOne();
        for (const clockMs of [1, 2, 3]) await db.transaction((tx) => db.advance(tx, [{ ...row, clockMs }]));
        expect((await claimOne()).clockMs).toBe(3);
      });

      test('advancing no lane is fine', async () => {
        await db.transaction((tx) => db.advance(tx, []));
      });
    });

    describe('transactions', () => {
      test('what the work throws rolls everything back and comes through unchanged', async () => {
        const row = await claimOne();
        const mine = new Error('changed my mind');
        const failed = db.transaction(async (tx) => {
          await db.advance(tx, [{ ...row, clockMs: 5 }]);
          await db.addUnpublished(tx, [batch(3, 1)]);
          await db.changeTimers(tx, [timer('due', 'k', 10)], []);
          await db.putInbox(tx, [item('i1', 3)]);
          await db.addDeadLetters(tx, [letter('d1')]);
          throw mine;
        });
        await expect(failed).rejects.toBe(mine);
        const [now] = await db.claim([3]);
        expect(now).toMatchObject({ row: { clockMs: 0 }, unpublished: [] });
        expect(await db.nextTimerDue([3])).toBeNull();
        expect(await db.inboxWaiting([3])).toBe(false);
        expect(await setup.deadLetterIds()).toEqual([]);
      });

      test('the result of the work is handed back', async () => {
        expect(await db.transaction(async () => 42)).toBe(42);
      });

      test('what is written is seen later in the same transaction', async () => {
        await db.transaction(async (tx) => {
          await db.changeTimers(tx, [timer('due', 'k', 10)], []);
          expect(await db.dueTimers(tx, [3], 10, 5)).toHaveLength(1);
        });
      });

      test('its own kinds of failure are told apart', () => {
        expect(db.classify(new Fenced('x'))).toBe('fenced');
        expect(db.classify(new UnknownOutcome('x'))).toBe('unknown-outcome');
        expect(db.classify(new Conflict('x'))).toBe('conflict');
        expect(db.classify(new TypeError('x'))).toBe('fatal');
      });
    });

    describe('what is yet to be published', () => {
      test('comes back at the claim, in batch order, as it was, until it is dropped', async () => {
        await db.claim([3, 4]);
        const awkward = batch(3, 10, 'quote " line \\n ␤ nul \\u0000 half \\ud800 emoji 🐘');
        await db.transaction((tx) => db.addUnpublished(tx, [awkward, batch(4, 1)]));
        await db.transaction((tx) => db.addUnpublished(tx, [batch(3, 9), batch(3, 11)]));
        const [three, four] = await db.claim([3, 4]);
        expect(three?.unpublished).toEqual([batch(3, 9), awkward, batch(3, 11)]);
        expect(four?.unpublished).toEqual([batch(4, 1)]);

        await db.transaction((tx) =>
          db.dropUnpublished(tx, [
            { lane: 3, batch: 9 },
            { lane: 3, batch: 10 },
            { lane: 4, batch: 11 },
          ]),
        );
        const after = await db.claim([3, 4]);
        expect(after.map(({ unpublished }) => unpublished)).toEqual([[batch(3, 11)], [batch(4, 1)]]);
      });

      test('nothing to add and nothing to drop is fine', async () => {
        await db.transaction(async (tx) => {
          await db.addUnpublished(tx, []);
          await db.dropUnpublished(tx, []);
        });
      });
    });

    describe('timers', () => {
      const change = (...changes: TimerChange[]): Promise<void> =>
        db.transaction((tx) => db.changeTimers(tx, changes, []));
      const due = (untilMs: number, lanes = [3], limit = 10) =>
        db.transaction((tx) => db.dueTimers(tx, lanes, untilMs, limit));

      test('are due from their instant on, oldest first, for the lanes asked', async () => {
        await change(timer('b', 'k', 20), timer('a', 'k', 10), timer('c', 'k', 30), { ...timer('x', 'y', 5), lane: 4 });
        expect((await due(20)).map(({ name }) => name)).toEqual(['a', 'b']);
        expect((await due(100, [3], 1)).map(({ name }) => name)).toEqual(['a']);
        expect((await due(100, [3, 4])).map(({ name }) => name)).toEqual(['x', 'a', 'b', 'c']);
        expect(await due(9)).toEqual([]);
      });

      test('carry their data', async () => {
        const data = { assignment: 'a1', levels: [1, 2], note: 'nul \u0000 inside', none: null };
        await change({ ...timer('due', 'k', 10), data });
        expect((await due(10))[0]).toMatchObject({ lane: 3, name: 'due', key: 'k', dueAtMs: 10, data });
      });

      test('set again are replaced, with a higher generation', async () => {
        await change(timer('due', 'k', 10));
        const [first] = await due(10);
        await change(timer('due', 'k', 50));
        expect(await due(49)).toEqual([]);
        const [second] = await due(50);
        expect(second?.generation).toBeGreaterThan(first?.generation ?? Infinity);
      });

      test('cancelled are gone; cancelling none is fine', async () => {
        await change(timer('due', 'k', 10), timer('due', 'other', 10));
        await change(
          { lane: 3, name: 'due', key: 'k', cancel: true },
          { lane: 3, name: 'due', key: 'none', cancel: true },
        );
        expect((await due(10)).map(({ key }) => key)).toEqual(['other']);
      });

      test('the last of several changes of one timer counts', async () => {
        await change(timer('due', 'k', 10), { lane: 3, name: 'due', key: 'k', cancel: true }, timer('due', 'k', 30));
        await change(timer('due', 'l', 10), { lane: 3, name: 'due', key: 'l', cancel: true });
        expect((await due(100)).map(({ key, dueAtMs }) => [key, dueAtMs])).toEqual([['k', 30]]);
      });

      test('fired ones are removed, unless they were set anew meanwhile', async () => {
        await change(timer('due', 'gone', 10), timer('due', 'extended', 10));
        const fired = await due(10);
        await change(timer('due', 'extended', 99));
        await db.transaction((tx) => db.changeTimers(tx, [], fired));
        expect((await due(100)).map(({ key }) => key)).toEqual(['extended']);
      });

      test('a decision on a fired timer may set it again, with a generation never used before', async () => {
        await change(timer('due', 'k', 10));
        const fired = await due(10);
        await db.transaction((tx) => db.changeTimers(tx, [timer('due', 'k', 20)], fired));
        const [again] = await due(20);
        expect(again?.generation).toBeGreaterThan(fired[0]?.generation ?? Infinity);
        await db.transaction((tx) => db.changeTimers(tx, [], fired));
        expect(await due(20)).toHaveLength(1);
      });

      test('the next one due is known per set of lanes', async () => {
        expect(await db.nextTimerDue([3])).toBeNull();
        await change(timer('a', 'k', 20), timer('b', 'k', 10), { ...timer('x', 'y', 5), lane: 4 });
        expect(await db.nextTimerDue([3])).toBe(10);
        expect(await db.nextTimerDue([3, 4])).toBe(5);
        expect(await db.nextTimerDue([])).toBeNull();
      });
    });

    describe('the inbox', () => {
      test('hands out its items oldest first until they are consumed', async () => {
        await db.transaction((tx) => db.putInbox(tx, [item('z', 3), item('a', 3)]));
        await db.transaction((tx) => db.putInbox(tx, [item('m', 3), item('other', 4)]));
        expect(await db.inboxWaiting([3])).toBe(true);
        expect(await db.inboxWaiting([5])).toBe(false);
        const read = await db.transaction((tx) => db.inbox(tx, [3], 2));
        expect(read).toEqual([item('z', 3), item('a', 3)]);
        await db.transaction((tx) => db.consumeInbox(tx, ['z', 'a', 'unknown']));
        expect(await db.transaction((tx) => db.inbox(tx, [3, 4], 10))).toEqual([item('m', 3), item('other', 4)]);
      });

      test('the same item put twice is there once', async () => {
        await db.transaction((tx) => db.putInbox(tx, [item('z', 3)]));
        await db.transaction((tx) => db.putInbox(tx, [item('z', 3)]));
        expect(await db.transaction((tx) => db.inbox(tx, [3], 10))).toHaveLength(1);
      });
    });

    describe('dead letters', () => {
      test('are stored whatever is in them, each id once', async () => {
        const awful: DeadLetter = {
          ...letter('awful'),
          detail: 'nul \u0000 and half a pair \ud800',
          payload: '{"a":"\u0000"} \udc00 \\u0000',
          eventId: 'e\u0000',
        };
        await db.transaction((tx) => db.addDeadLetters(tx, [awful, letter('b')]));
        await db.transaction((tx) => db.addDeadLetters(tx, [letter('b')]));
        expect([...(await setup.deadLetterIds())].sort()).toEqual(['awful', 'b']);
      });
    });
  });
}

function batch(lane: number, number: number, value = '{}'): UnpublishedBatch {
  return {
    lane,
    batch: number,
    records: [{ topic: 'smarketing.score.v1', partition: lane, key: 'lead-1', value, headers: { seq: '1' } }],
  };
}

function timer(name: string, key: string, dueAtMs: number): Exclude<TimerChange, { cancel: true }> {
  return { lane: 3, name, key, dueAtMs, data: null };
}

function item(id: string, lane: number): InboxItem {
  const event = { id, type: 't', topic: 'smarketing.sla.v1', key: 'lead-1', time: '2026-01-01T00:00:00.000Z' };
  return { id, lane, event: { ...event, data: { text: 'nul \u0000 inside', n: 1.5 } } };
}

function letter(id: string): DeadLetter {
  return {
    id,
    lane: 3,
    reactor: 'on-engagement',
    reason: 'decide-threw',
    detail: 'TypeError',
    stack: null,
    topic: 'smarketing.engagement.v1',
    partition: 3,
    offset: 17,
    eventId: null,
    eventType: null,
    payload: '{}',
    isCut: false,
    record: null,
    atMs: 1_790_000_000_000,
    attempts: 1,
  };
}

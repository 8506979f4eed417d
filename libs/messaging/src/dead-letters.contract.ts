import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DeadLetter, ReplayOutcome } from './dead-letter.ts';
import type { DeadLetters, LetterFilter, LetterPlace } from './dead-letters.ts';
import type { LaneDatabase } from './lane-database.ts';

export type DeadLettersSetup = {
  readonly database: LaneDatabase;
  readonly deadLetters: DeadLetters;
  close(): Promise<void>;
};

/** What the letters of every database must do: the runner writes and settles them, people look and ask. `open` gives an empty one. */
export function deadLettersContract(name: string, open: () => Promise<DeadLettersSetup>): void {
  describe(`${name} as the dead letters of a service`, () => {
    let setup: DeadLettersSetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const add = (...letters: readonly DeadLetter[]): Promise<void> =>
      setup.database.transaction((tx) => setup.database.addDeadLetters(tx, letters));
    const ids = async (filter: LetterFilter = {}, limit = 10, place?: LetterPlace): Promise<string[]> =>
      (await setup.deadLetters.list(filter, limit, place)).map(({ id }) => id);
    const inbox = () => setup.database.transaction((tx) => setup.database.inbox(tx, [3, 4], 100));
    const statusOf = async (id: string): Promise<string | undefined> => (await setup.deadLetters.find(id))?.status;
    /** What the lane does with all that it finds in its inbox. */
    const settle = (outcome: ReplayOutcome, change: Partial<DeadLetter> = {}): Promise<void> =>
      setup.database.transaction(async (tx) => {
        const items = await setup.database.inbox(tx, [3, 4], 100);
        const wanted = items.flatMap((item) => ('letterId' in item ? [item.letterId] : []));
        const letters = await setup.database.deadLettersOf(tx, wanted);
        await setup.database.consumeInbox(
          tx,
          items.map((item) => item.id),
        );
        await setup.database.settleReplays(
          tx,
          letters.map((letter) => ({
            letter: { ...letter, ...change, attempts: letter.attempts + 1 },
            ...{ outcome, atMs: 5_000, note: outcome === 'failed' ? 'as before' : null },
          })),
        );
      });

    test('a letter is kept with all that is in it', async () => {
      const given = letter('a', {
        stack: 'at decide (x.ts:1:2)',
        eventType: 'smarketing.deal.won.v1',
        record: { key: 'k\u0000', headers: { 'smk-at': '5', odd: '\ud800 \u0000 "' }, timestampMs: 1_790_000_000_001 },
      });
      await add(given);
      const found = await setup.deadLetters.find('a');
      expect(found).toEqual({ ...given, status: 'waiting', triedAtMs: given.atMs, replays: [] });
      expect(await setup.deadLetters.find('b')).toBeNull();
      expect(await setup.database.transaction((tx) => setup.database.deadLettersOf(tx, ['a', 'b']))).toEqual([given]);
    });

    test('the list is newest first, without what makes letters large, and goes on after a place', async () => {
      await add(
        letter('b', { atMs: 10 }),
        letter('a', { atMs: 10 }),
        letter('d', { atMs: 30 }),
        letter('c', { atMs: 20 }),
      );
      expect(await ids()).toEqual(['d', 'c', 'b', 'a']);
      expect(await ids({}, 2)).toEqual(['d', 'c']);
      expect(await ids({}, 2, { atMs: 20, id: 'c' })).toEqual(['b', 'a']);
      expect(await ids({}, 2, { atMs: 10, id: 'b' })).toEqual(['a']);
      const [first] = await setup.deadLetters.list({}, 1);
      const { payload: _payload, stack: _stack, record: _record, ...rest } = letter('d', { atMs: 30 });
      expect(first).toEqual({ ...rest, status: 'waiting', triedAtMs: 30 });
    });

    test('the list can be narrowed down', async () => {
      await add(
        letter('a', { atMs: 10, reason: 'foreign' }),
        letter('b', { atMs: 20, reactor: 'on-touch' }),
        letter('c', { atMs: 30 }),
      );
      expect(await ids({ reason: 'foreign' })).toEqual(['a']);
      expect(await ids({ reactor: 'on-touch' })).toEqual(['b']);
      expect(await ids({ sinceMs: 20 })).toEqual(['c', 'b']);
      expect(await ids({ reason: 'decide-threw', sinceMs: 25, reactor: 'on-engagement' })).toEqual(['c']);
      await setup.deadLetters.replay(['c'], 'ana', 1_000);
      expect(await ids({ status: 'waiting' })).toEqual(['b', 'a']);
      expect(await ids({ status: 'replaying' })).toEqual(['c']);
      expect(await ids({ status: 'open' })).toEqual(['c', 'b', 'a']);
      await settle('applied');
      expect(await ids({ status: 'open' })).toEqual(['b', 'a']);
      expect(await ids({ status: 'replayed' })).toEqual(['c']);
    });

    test('a letter that is to be tried again waits in the inbox of its lane, once', async () => {
      await add(letter('a'), letter('b'), letter('c', { lane: 4 }));
      expect([...(await setup.deadLetters.replay(['c', 'a', 'a', 'unknown'], 'ana', 1_000))].sort()).toEqual([
        'a',
        'c',
      ]);
      expect(await setup.deadLetters.replay(['a'], 'ben', 2_000)).toEqual([]);
      const waiting = await inbox();
      expect(waiting).toHaveLength(2);
      expect(waiting).toEqual(
        expect.arrayContaining([
          { id: expect.any(String), lane: 3, letterId: 'a', atMs: 1_000 },
          { id: expect.any(String), lane: 4, letterId: 'c', atMs: 1_000 },
        ]),
      );
      expect(await setup.database.inboxWaiting([4])).toBe(true);
      expect([await statusOf('a'), await statusOf('b')]).toEqual(['replaying', 'waiting']);
    });

    test('of many who ask at the same time one is heard', async () => {
      await add(...['a', 'b', 'c', 'd'].map((id) => letter(id)));
      const orders = [['a', 'b', 'c', 'd'], ['d', 'c', 'b', 'a'], ['b', 'd'], ['c']];
      const asked = await Promise.all(
        [...orders, ...orders].map((order, n) => setup.deadLetters.replay(order, `person ${n}`, n)),
      );
      expect(asked.flat().sort()).toEqual(['a', 'b', 'c', 'd']);
      expect(await inbox()).toHaveLength(4);
    });

    test('one that was cut is not tried again', async () => {
      await add(letter('a', { isCut: true }));
      expect(await setup.deadLetters.replay(['a'], 'ana', 1_000)).toEqual([]);
      expect(await inbox()).toEqual([]);
      await add(letter('b'));
      expect([await ids({ replayable: true }), await ids({ replayable: false })]).toEqual([['b'], ['a']]);
    });

    test('what failed again waits with the new reason, and may be tried another time', async () => {
      await add(letter('a'));
      await setup.deadLetters.replay(['a'], 'ana', 1_000);
      await settle('failed', { reason: 'bad-data', detail: 'as before', stack: 'at y' });
      expect(await setup.deadLetters.find('a')).toMatchObject({
        ...{ status: 'waiting', attempts: 2, reason: 'bad-data', detail: 'as before', stack: 'at y', triedAtMs: 5_000 },
        replays: [
          {
            attempt: 2,
            requestedAtMs: 1_000,
            requestedBy: 'ana',
            decidedAtMs: 5_000,
            outcome: 'failed',
            detail: 'as before',
          },
        ],
      });
      expect(await setup.deadLetters.replay(['a'], 'ben', 6_000)).toEqual(['a']);
      expect((await setup.deadLetters.find('a'))?.replays.at(-1)).toEqual({
        ...{ attempt: 3, requestedAtMs: 6_000, requestedBy: 'ben', decidedAtMs: null, outcome: null, detail: null },
      });
    });

    test.each(['applied', 'divided'] as const)(
      'what was %s stays for the record, and is not tried again',
      async (outcome) => {
        await add(letter('a'));
        await setup.deadLetters.replay(['a'], 'ana', 1_000);
        await settle(outcome);
        expect(await inbox()).toEqual([]);
        expect(await setup.deadLetters.replay(['a'], 'ana', 2_000)).toEqual([]);
        expect(await setup.deadLetters.find('a')).toMatchObject({
          ...{ status: 'replayed', attempts: 2, detail: 'TypeError', triedAtMs: 5_000 },
          replays: [{ attempt: 2, outcome, detail: null }],
        });
      },
    );

    test('what a runner settles that is overtaken leaves no trace', async () => {
      await add(letter('a'));
      await setup.deadLetters.replay(['a'], 'ana', 1_000);
      const [old] = await setup.database.claim([3]);
      await setup.database.claim([3]);
      const late = setup.database.transaction(async (tx) => {
        const items = await setup.database.inbox(tx, [3], 1);
        await setup.database.consumeInbox(tx, [items[0]!.id]);
        const [held] = await setup.database.deadLettersOf(tx, ['a']);
        await setup.database.settleReplays(tx, [
          { letter: { ...held!, attempts: 2 }, outcome: 'applied', atMs: 5_000, note: null },
        ]);
        await setup.database.advance(tx, [old!.row]);
      });
      await expect(late).rejects.toThrow(/claimed by another writer/);
      expect(await statusOf('a')).toBe('replaying');
      expect(await inbox()).toHaveLength(1);
    });
  });
}

function letter(id: string, given: Partial<DeadLetter> = {}): DeadLetter {
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
    eventId: 'e1',
    eventType: null,
    payload: '{"a":"\\u0000"}',
    isCut: false,
    record: null,
    atMs: 1_790_000_000_000,
    attempts: 1,
    ...given,
  };
}

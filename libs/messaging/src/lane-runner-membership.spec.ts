import { afterEach, describe, expect, it } from '@jest/globals';
import { dealWon } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import type { AppendRecord, GroupMember, Membership, Position, TopicSpec } from './event-log.ts';
import { Fenced } from './lane-database.ts';
import { laneOf } from './lanes.ts';
import { MemoryEventLog, MemoryLogServer } from './memory-event-log.ts';
import { FaultyDatabase, Fault, lead, RunnerScene, won } from './scene/runner-scene.ts';
import type { SceneParts } from './scene/runner-scene.ts';

/** A log whose appends, commits and answers to `join` can be held back or made to fail. */
class TamperedLog extends MemoryEventLog {
  appending: (records: readonly AppendRecord[]) => void | Promise<void> = () => undefined;
  committing: () => void | Promise<void> = () => undefined;
  joining: () => void | Promise<void> = () => undefined;

  override async append(records: readonly AppendRecord[]): Promise<void> {
    await this.appending(records);
    await super.append(records);
  }

  override async join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership> {
    const membership = await super.join(group, topics, member);
    await this.joining();
    return {
      ...membership,
      commit: async (positions: readonly Position[]) => {
        await this.committing();
        await membership.commit(positions);
      },
    };
  }
}

let scene: RunnerScene<TamperedLog>;
const set = async (parts: SceneParts<TamperedLog> = {}): Promise<RunnerScene<TamperedLog>> =>
  (scene = await RunnerScene.set({ log: new TamperedLog(), ...parts }));
afterEach(() => scene.end());

const left = async (lane = laneOf(lead)): Promise<readonly number[]> =>
  (await scene.database.claim([lane]))[0]!.unpublished.map(({ batch }) => batch);

const committedOffset = async (): Promise<number> =>
  (await scene.log.committed('feedback', [dealWon.topic])).get(dealWon.topic)![laneOf(lead)]!;

describe('a claim', () => {
  it('that publishes what was left gets it deleted, though other lanes commit meanwhile', async () => {
    await set();
    const hold = Promise.withResolvers<void>();
    let held = false;
    scene.log.appending = (records) => {
      if (!records.some(({ headers }) => headers['left'] === 'over')) return;
      held = true;
      return hold.promise;
    };
    const [record] = won('left over', {});
    await scene.database.transaction((tx) =>
      scene.database.addUnpublished(tx, [
        { lane: 23, batch: 1, records: [{ ...record!, partition: 23, headers: { left: 'over' } }] },
      ]),
    );
    await scene.runner.start();
    await eventually(() => expect(held).toBe(true));
    expect(scene.runner.status().lanes).toBeLessThan(24);
    hold.resolve();
    await eventually(() => expect(scene.runner.status().lanes).toBe(24));
    for (const deal of ['a', 'b', 'c']) await scene.append(deal);
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b', 'c']));
    expect(await left(23)).toEqual([]);
  });

  it('never numbers a batch as an earlier claim did', async () => {
    await set();
    const append = new Set<number>();
    for (const deal of ['a', 'b', 'c']) {
      scene.log.appending = (records) =>
        records.some(({ headers }) => headers['smk-source']?.startsWith('feedback'))
          ? Promise.reject(new Error('away'))
          : undefined;
      const runner = scene.another();
      await runner.start();
      await scene.append(deal);
      await eventually(async () => expect(await scene.seen()).toContain(deal));
      const claimed = (await scene.database.claim([laneOf(lead)]))[0]!;
      const { batch } = claimed.unpublished.at(-1)!;
      expect(append).not.toContain(batch);
      append.add(batch);
      await scene.database.transaction((tx) => scene.database.dropUnpublished(tx, claimed.unpublished));
      scene.log.appending = () => undefined;
      await runner.stop();
    }
    expect(append.size).toBe(3);
  });

  it('is made again by an owner that has nothing to commit, once somebody else has claimed: what that one left is published', async () => {
    await set();
    await scene.runner.start();
    await eventually(() => expect(scene.runner.status().lanes).toBe(24));
    // A zombie: it claims and commits, and ends before it has published.
    await scene.database.claim([laneOf(lead)]);
    await scene.database.transaction((tx) =>
      scene.database.addUnpublished(tx, [{ lane: laneOf(lead), batch: 1, records: won('left over', {}) }]),
    );
    await eventually(async () => expect(await scene.seen()).toEqual(['left over']), { withinMs: 5_000 });
  });

  it('is made again after a batch was fenced before the log has answered to join', async () => {
    const answered = Promise.withResolvers<void>();
    let fence = true;
    const database = new FaultyDatabase({
      beforeCommit: () => {
        if (!armed || !fence) return;
        fence = false;
        throw new Fenced('by somebody');
      },
    });
    let armed = false;
    await set({ database });
    scene.log.joining = () => answered.promise;
    const starting = scene.runner.start();
    await eventually(() => expect(scene.runner.status().lanes).toBe(24));
    armed = true;
    await scene.append('a');
    await eventually(() => expect(scene.runner.status().lanes).toBe(23));
    answered.resolve();
    await starting;
    await eventually(async () => expect(await scene.seen()).toEqual(['a']));
    expect(scene.runner.status().lanes).toBe(24);
  });

  it('tells the log how far the lane is, which the former owner may not have done', async () => {
    await set();
    scene.log.committing = () => Promise.reject(new Error('rebalancing'));
    await scene.runner.start();
    await scene.append('a');
    await eventually(async () => expect(await scene.published()).toEqual(['a']));
    scene.log.crash();
    expect(await committedOffset()).toBe(0);
    scene.log.committing = () => undefined;
    await scene.another().start();
    await eventually(async () => expect(await committedOffset()).toBe(1));
  });
});

describe('the group’s offset', () => {
  it('is committed later where the log refuses it, although nothing else is read', async () => {
    await set();
    let refusals = 2;
    scene.log.committing = () => {
      if (refusals-- > 0) throw new Error('rebalancing');
    };
    await scene.runner.start();
    await scene.append('a');
    await eventually(async () => expect(await committedOffset()).toBe(1));
  });
});

describe('a revocation', () => {
  it('ends while other lanes go on publishing', async () => {
    const server = new MemoryLogServer();
    await set({ log: new TamperedLog(server) });
    let flooding = true;
    const numbers: Record<string, number> = {};
    let count = 0;
    // Whatever the lane that stays publishes begets its next event at once: there is always something under way.
    const subject = Array.from({ length: 1_000 }, (_, index) => `busy-${index}`).find((one) => laneOf(one) === 2)!;
    scene.log.appending = async (records) => {
      if (flooding && records.some(({ headers }) => headers['smk-source']?.startsWith('feedback'))) {
        await MemoryEventLog.prototype.append.call(scene.log, won(`flood ${count++}`, numbers, { subject }));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await scene.runner.start();
    await scene.log.append(won('start', numbers, { subject }));
    await eventually(async () => expect((await scene.seen(subject)).length).toBeGreaterThan(20));
    const second = scene.another(new TamperedLog(server));
    await second.start();
    try {
      await eventually(() => expect(second.status().lanes).toBe(12), { withinMs: 2_000 });
    } finally {
      flooding = false;
    }
  });
});

describe('stopping', () => {
  it('ends while the database is away', async () => {
    let away = false;
    const database = new (class extends FaultyDatabase {
      override async nextTimerDue(lanes: readonly number[]): Promise<number | null> {
        if (away) throw new Fault('transient');
        return super.nextTimerDue(lanes);
      }
      override async claim(lanes: readonly number[]) {
        if (away) throw new Fault('transient');
        return super.claim(lanes);
      }
    })({
      beforeCommit: () => {
        if (away) throw new Fenced('or so it seems');
      },
    });
    await set({ database });
    await scene.runner.start();
    away = true;
    await scene.append('a');
    await eventually(() => expect(scene.retried).toContain('claiming lanes'));
    const stopped = scene.runner.stop().then(() => 'stopped');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, 2_000, 'still waiting')));
    const outcome = await Promise.race([stopped, late]);
    clearTimeout(timer);
    away = false;
    await stopped;
    expect(outcome).toBe('stopped');
    expect(scene.runner.status().failure).toBeNull();
  });

  it('is final for a runner that has not begun yet', async () => {
    await set();
    const read = Promise.withResolvers<void>();
    scene.environment.refreshing = () => read.promise;
    const starting = scene.runner.start();
    await scene.runner.stop();
    read.resolve();
    await starting;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(scene.runner.status().lanes).toBe(0);
  });

  it('is what a runner does that cannot join', async () => {
    let asked = 0;
    const database = new (class extends FaultyDatabase {
      override async inboxWaiting(lanes: readonly number[]): Promise<boolean> {
        asked++;
        return super.inboxWaiting(lanes);
      }
    })();
    await set({ database, parts: { hasInbox: true } });
    scene.log.joining = () => Promise.reject(new Error('no such topic'));
    await expect(scene.runner.start()).rejects.toThrow('no such topic');
    const before = asked;
    scene.runner.poke();
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(before);
  });
});

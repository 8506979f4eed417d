import { afterEach, describe, expect, it } from '@jest/globals';
import { dealWon } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import type { AppendRecord, GroupMember, Membership, TopicSpec } from './event-log.ts';
import { UnknownOutcome } from './lane-database.ts';
import { laneOf } from './lanes.ts';
import { LostRecords } from './lost-records.ts';
import { MemoryEventLog, MemoryLogServer } from './memory-event-log.ts';
import { counting, Fault, FaultyDatabase, idle, lead, now, RunnerScene, won } from './scene/runner-scene.ts';
import type { SceneParts } from './scene/runner-scene.ts';

const lane = laneOf(lead);

/** A log that is away for those who append, or never lets anybody into a group. */
class AwayLog extends MemoryEventLog {
  away = false;
  refusing = false;
  letIn: Promise<void> = Promise.resolve();
  member: GroupMember | null = null;

  override async append(records: readonly AppendRecord[]): Promise<void> {
    const isOurs = records.some(({ headers }) => headers['smk-source']?.startsWith('feedback/'));
    if (this.away && isOurs) throw new Error('no broker answers');
    await super.append(records);
  }

  override async join(group: string, topics: readonly TopicSpec[], member: GroupMember): Promise<Membership> {
    this.member = member;
    await this.letIn;
    const membership = await super.join(group, topics, member);
    return {
      ...membership,
      commit: (positions) => (this.refusing ? Promise.reject(new Error('rebalancing')) : membership.commit(positions)),
    };
  }
}

let scene: RunnerScene<AwayLog>;
const set = async (parts: SceneParts<AwayLog> = {}): Promise<RunnerScene<AwayLog>> =>
  (scene = await RunnerScene.set({ log: new AwayLog(), ...parts }));
afterEach(() => scene.end());

/** Starts the runner and waits until it has all lanes. */
const start = async (): Promise<void> => {
  await scene.runner.start();
  await eventually(() => expect(scene.runner.status().lanes).toBe(24));
};

const waiting = () => scene.runner.status().waiting;

/** Until the status is as expected; instants count back from the scene's clock. */
const untilWaiting = (expected: readonly object[]): Promise<void> =>
  eventually(() => {
    expect(waiting()).toMatchObject(expected);
    expect(waiting().every(({ sinceMs }) => sinceMs <= now && sinceMs > now - 60_000)).toBe(true);
  });

describe('a runner that waits says what for', () => {
  it('nothing, while all is well', async () => {
    await set();
    await scene.runner.start();
    await scene.append('a');
    await eventually(async () => expect(await scene.seen()).toEqual(['a']));
    expect(scene.runner.status()).toMatchObject({ lanes: 24, stopped: [], waiting: [], failure: null });
    expect(scene.runner.status().owned).toEqual(Array.from({ length: 24 }, (_, number) => number));
  });

  it('nothing more, once it has found out what came of a batch in doubt', async () => {
    let doubts = 1;
    const database = new FaultyDatabase({
      afterCommit: () => {
        if (doubts-- > 0) throw new UnknownOutcome('after');
      },
    });
    await set({ database });
    await start();
    await scene.append('a');
    await eventually(async () => {
      expect(doubts).toBeLessThanOrEqual(0);
      expect(await scene.seen()).toEqual(['a']);
      expect(scene.runner.status()).toMatchObject({ lanes: 24, waiting: [] });
    });
  });

  it('the first agreement, and then no more', async () => {
    await set();
    scene.environment.newest = null;
    await scene.runner.start();
    await scene.append('a');
    await untilWaiting([{ lane, kind: 'no-agreement', because: 'no agreement has arrived here yet' }]);
    expect(scene.runner.status().stopped).toEqual([]);
    scene.environment.newest = 0;
    await untilWaiting([]);
    expect(await scene.seen()).toEqual(['a']);
  });

  it('a version that others decide under and this service does not have', async () => {
    await set();
    await scene.runner.start();
    await scene.append('a');
    await scene.log.append(won('b', scene.numbers, { agreementVersion: 3 }));
    await untilWaiting([
      { lane, kind: 'agreement-unknown', because: 'version 3 of the agreement has not arrived here yet' },
    ]);
    scene.environment.newest = 3;
    await untilWaiting([]);
    expect(await scene.seen()).toEqual(['a', 'b']);
  });

  it('the log, from the first failure on, with the last error', async () => {
    await set();
    scene.log.away = true;
    await scene.runner.start();
    await scene.append('a');
    const because = 'publishing to the log is tried again and again: no broker answers';
    await untilWaiting([{ lane: null, kind: 'log', because }]);
    const { sinceMs } = waiting()[0]!;
    const tries = scene.retried.length;
    await eventually(() => expect(scene.retried.length).toBeGreaterThan(tries + 1));
    expect(waiting()[0]!.sinceMs).toBeLessThanOrEqual(sinceMs + 1);
    expect(scene.runner.status().unpublished).toBe(1);
    scene.log.away = false;
    await untilWaiting([]);
  });

  it('the database', async () => {
    let away = false;
    const database = new FaultyDatabase({
      beforeCommit: () => {
        if (away) throw new Fault('transient');
      },
    });
    await set({ database });
    await scene.runner.start();
    away = true;
    await scene.append('a');
    await untilWaiting([
      { lane: null, kind: 'database', because: expect.stringMatching(/folding a batch .*transient/) },
    ]);
    away = false;
    await untilWaiting([]);
    expect(await scene.seen()).toEqual(['a']);
  });

  it('nothing any more, once an offset that the log refused is another member’s to tell', async () => {
    await set();
    await start();
    scene.log.refusing = true;
    await scene.append('a');
    await untilWaiting([{ lane: null, kind: 'log', because: expect.stringMatching(/^committing offsets/) }]);
    await scene.runner.onRevoked([lane]);
    await untilWaiting([]);
  });

  it('its group', async () => {
    await set();
    const { promise, resolve } = Promise.withResolvers<void>();
    scene.log.letIn = promise;
    const starting = scene.runner.start();
    await untilWaiting([{ lane: null, kind: 'group' }]);
    expect(scene.runner.status().lanes).toBe(0);
    resolve();
    await starting;
    await untilWaiting([]);
  });
});

describe('a lane that stands still says why, of which kind, and since when', () => {
  const stopped = () => scene.runner.status().stopped;

  it('a number is missing', async () => {
    await set();
    await scene.append('a');
    won('lost on the way', scene.numbers);
    await scene.append('c');
    await scene.runner.start();
    await eventually(() => expect(stopped()).toMatchObject([{ lane, kind: 'number-missing' }]));
    expect(stopped()[0]!.because).toMatch(/does not follow/);
    expect(stopped()[0]!.sinceMs).toBeLessThanOrEqual(now);
  });

  it('the log has lost records: this lane only, and the membership goes on', async () => {
    await set();
    await start();
    scene.log.member!.onFailure(new LostRecords(dealWon.topic, lane, 7, { first: 9, head: 20 }));
    expect(stopped()).toMatchObject([{ lane, kind: 'records-missing', because: expect.stringMatching(/offset 7/) }]);
    expect(scene.runner.status().failure).toBeNull();
    const others = [...Array(10).keys()].map((n) => `other-${n}`).filter((subject) => laneOf(subject) !== lane);
    for (const subject of others) await scene.log.append(won(subject, scene.numbers, { subject }));
    for (const subject of others) await eventually(async () => expect(await scene.seen(subject)).toEqual([subject]));
  });

  it.each([
    [
      'retention has passed it',
      (server: MemoryLogServer) => server.storage.deleteBefore({ topic: dealWon.topic, partition: lane }, 3),
    ],
    ['the topic is another one', (server: MemoryLogServer) => server.storage.recreate(dealWon.topic)],
  ])('%s while nobody ran: it starts with the alarm, and goes on behind the gap for nothing', async (_how, lose) => {
    const server = new MemoryLogServer();
    await set({ log: new AwayLog(server) });
    await scene.append('a', 'b');
    await scene.runner.start();
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b']));
    await scene.runner.stop();
    await scene.append('c', 'd');
    lose(server);
    const next = scene.another();
    await next.start();
    await eventually(() => expect(next.status().stopped).toMatchObject([{ lane, kind: 'records-missing' }]));
    await scene.append('e');
    await scene.log.append(won('x', scene.numbers, { subject: 'other' }));
    await eventually(async () => expect(await scene.seen('other')).toEqual(['x']));
    expect(await scene.seen()).toEqual(['a', 'b']);
    expect(scene.stopped).toHaveLength(1);
  });

  it('nearly everything is set aside', async () => {
    const boom = counting(() => {
      throw new TypeError('boom');
    });
    await set({ reactors: [boom, idle()] });
    for (let n = 0; n < 60; n++) await scene.append(`deal ${n}`);
    await scene.runner.start();
    await eventually(() => expect(stopped()).toMatchObject([{ lane, kind: 'poison' }]));
  });

  it('the database refuses for good', async () => {
    let broken = false;
    const database = new FaultyDatabase({
      beforeCommit: () => {
        if (broken) throw new Fault('fatal');
      },
    });
    await set({ database });
    await scene.runner.start();
    broken = true;
    await scene.append('a');
    await eventually(() => expect(stopped()).toMatchObject([{ lane, kind: 'refused' }]));
  });

  it('and is not said to wait as well', async () => {
    await set();
    scene.environment.newest = null;
    await scene.runner.start();
    await scene.append('a');
    await untilWaiting([{ lane, kind: 'no-agreement' }]);
    scene.log.member!.onFailure(new LostRecords(dealWon.topic, lane, 7, { first: 9, head: 20 }));
    expect(waiting()).toEqual([]);
  });
});

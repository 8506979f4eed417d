import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dealWon, type DataOf } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { UnknownOutcome } from './lane-database.ts';
import { LANES } from './lanes.ts';
import type { MemoryEventLog } from './memory-event-log.ts';
import {
  Counts,
  FaultyDatabase,
  idle,
  now,
  onEvent,
  RunnerScene,
  won,
  type Count,
  type SceneParts,
} from './scene/runner-scene.ts';
import { FaultyReactor, LetterDesk, remembers } from './scene/letter-desk.ts';

let scene: RunnerScene;
let desk: LetterDesk;
const set = async (parts: SceneParts<MemoryEventLog> = {}): Promise<RunnerScene> => {
  scene = await RunnerScene.set(parts);
  desk = new LetterDesk(scene);
  return scene;
};
afterEach(() => scene.end());

let program: FaultyReactor;
beforeEach(() => {
  program = new FaultyReactor();
});

describe('an event that was set aside', () => {
  it('goes through the reactor that failed and no other, with the state of now', async () => {
    await set({ reactors: [program.reactor, remembers('on-deal-too'), idle()] });
    await scene.runner.start();
    await scene.append('a', 'bad', 'c');
    await desk.untilSetAside();
    await eventually(async () => expect(await scene.published()).toEqual(['a', 'c']));
    program.isMended = true;
    await desk.replay();
    const seen = await scene.seen();
    expect(seen.filter((each) => each.startsWith('on-deal-too'))).toEqual(
      ['a', 'bad', 'c'].map((deal) => `on-deal-too ${deal}`),
    );
    expect(seen.filter((each) => !each.startsWith('on-deal-too'))).toEqual(['a', 'c', 'bad']);
    await eventually(async () => expect(await scene.published()).toEqual(['a', 'c', 'bad']));
    expect(await desk.one()).toMatchObject({
      ...{ status: 'replayed', reactor: 'on-deal', attempts: 2, triedAtMs: now },
      replays: [{ attempt: 2, requestedBy: 'ana', outcome: 'applied' }],
    });
  });

  it('is decided at the instant when it was asked for, under the id that it would have had', async () => {
    let at = 0;
    await set({
      reactors: [
        onEvent<Count, DataOf<typeof dealWon>>({
          name: 'on-deal',
          on: [dealWon],
          state: Counts,
          decide: (_state, event, { nowMs, inputId }) => {
            if (!program.isMended) throw new TypeError('boom');
            at = nowMs;
            expect(inputId).toBe(event.id);
            return {};
          },
        }),
        idle(),
      ],
    });
    await scene.runner.start();
    await scene.append('a');
    await desk.untilSetAside();
    program.isMended = true;
    await desk.letters.replay([(await desk.one()).id], 'ana', now + 60_000);
    scene.runner.poke();
    // At most five seconds ahead of the clock of who decides.
    await eventually(() => expect(at).toBe(now + 5_000));
  });

  it('stays the same letter where it fails again, with the new reason, and is announced again', async () => {
    await set({ reactors: [program.reactor, idle()] });
    await scene.runner.start();
    await scene.append('bad', 'b');
    await desk.untilSetAside();
    const { id } = await desk.one();
    await desk.replay(id);
    await desk.replay(id);
    expect(await desk.one()).toMatchObject({
      ...{ id, status: 'waiting', attempts: 3, reason: 'decide-threw', detail: 'TypeError: boom bad', atMs: now },
      stack: expect.stringMatching(/^at .*letter-desk\.ts/),
      replays: [{ outcome: 'failed', detail: 'TypeError: boom bad' }, { outcome: 'failed' }],
    });
    expect(scene.letters).toEqual(['decide-threw', 'decide-threw', 'decide-threw']);
    const told = await desk.announced(3);
    expect(new Set(told.map((event) => event.id)).size).toBe(3);
    expect(told.map(({ data }) => [data.letterId, data.attempts])).toEqual([1, 2, 3].map((n) => [id, n]));
    program.isMended = true;
    await desk.replay(id);
    expect(await scene.seen()).toEqual(['b', 'bad']);
  });

  it('is counted once, however many ask for it at once and afterwards', async () => {
    await set({ reactors: [program.reactor, idle()] });
    await scene.runner.start();
    await scene.append('bad');
    await desk.untilSetAside();
    const { id } = await desk.one();
    program.isMended = true;
    const asked = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const heard = await desk.letters.replay([id], `person ${n}`, now);
        scene.runner.poke();
        return heard;
      }),
    );
    expect(asked.flat()).toEqual([id]);
    await eventually(async () => expect(await scene.seen()).toEqual(['bad']));
    expect(await desk.letters.replay([id], 'ana', now)).toEqual([]);
    expect((await desk.one()).replays).toHaveLength(1);
    await eventually(async () => expect(await scene.published()).toEqual(['bad']));
  });

  it('never makes a lane stand still, however often it fails', async () => {
    const deals = Array.from({ length: 40 }, (_, n) => `bad ${n}`);
    await set({ reactors: [program.reactor, idle()] });
    await scene.runner.start();
    await scene.append(...deals);
    await desk.untilSetAside(40);
    for (let round = 0; round < 3; round++) await desk.replay();
    expect(scene.stopped).toEqual([]);
    expect(new Set((await desk.all()).map(({ attempts }) => attempts))).toEqual(new Set([4]));
    await scene.append('b');
    await eventually(async () => expect(await scene.seen()).toEqual(['b']));
  });

  it('fails alone where the database refuses what it leads to', async () => {
    await set({ reactors: [program.reactor, idle()] });
    await scene.runner.start();
    await scene.append('bad 1', 'bad 2', 'bad 3');
    await desk.untilSetAside(3);
    program.isMended = true;
    scene.states.refuses = (state) => state.seen.includes('bad 2');
    await desk.replay();
    expect((await scene.seen()).toSorted()).toEqual(['bad 1', 'bad 3']);
    expect((await desk.all()).map(({ status }) => status).toSorted()).toEqual(['replayed', 'replayed', 'waiting']);
    expect(await desk.letters.list({ status: 'waiting' }, 10)).toMatchObject([{ reason: 'bad-data', attempts: 2 }]);
    expect(scene.stopped).toEqual([]);
  });

  it('waits for the agreement under which it was made', async () => {
    let looks = 0;
    const database = new (class extends FaultyDatabase {
      override inbox(...args: Parameters<FaultyDatabase['inbox']>) {
        looks++;
        return super.inbox(...args);
      }
    })();
    await set({ reactors: [program.reactor, idle()], database });
    scene.environment.newest = 5;
    await scene.runner.start();
    await scene.log.append(won('bad', scene.numbers, { agreementVersion: 5 }));
    await desk.untilSetAside();
    await scene.runner.stop();
    program.isMended = true;
    scene.environment.newest = 4;
    const next = scene.another();
    await next.start();
    await desk.letters.replay([(await desk.one()).id], 'ana', now);
    next.poke();
    const before = looks;
    await eventually(() => {
      next.poke();
      expect(looks).toBeGreaterThan(before + 3);
    });
    expect(await desk.letters.list({ status: 'replaying' }, 10)).toHaveLength(1);
    expect(await scene.seen()).toEqual([]);
    scene.environment.newest = 5;
    await eventually(async () => expect(await scene.seen()).toEqual(['bad']));
  });

  it('says so where the program has no such reactor any more', async () => {
    await set({ reactors: [program.reactor, idle()] });
    await scene.runner.start();
    await scene.append('bad');
    await desk.untilSetAside();
    await scene.runner.stop();
    await scene.end();
    const { log, database } = scene;
    scene = await RunnerScene.set({ reactors: [remembers('on-deal-renamed'), idle()], log, database });
    await scene.runner.start();
    await desk.replay();
    expect(await desk.one()).toMatchObject({
      status: 'waiting',
      detail: expect.stringMatching(/no reactor named on-deal for/),
    });
  });
});

describe('a crash around a replay', () => {
  const crashes: [string, number, (fail: () => void) => ConstructorParameters<typeof FaultyDatabase>[0]][] = [
    ['before the commit', 3, (fail) => ({ beforeCommit: fail })],
    ['after it, with its answer lost', 1, (fail) => ({ afterCommit: fail })],
  ];
  it.each(crashes)('%s has it counted once', async (_when, times, faults) => {
    let armed = false;
    let failures = 0;
    const database = new FaultyDatabase(
      faults(() => {
        if (!armed || failures >= times) return;
        failures++;
        throw new UnknownOutcome('the connection broke');
      }),
    );
    await set({ reactors: [program.reactor, idle()], database });
    await scene.runner.start();
    await scene.append('bad');
    await desk.untilSetAside();
    program.isMended = true;
    await desk.letters.replay([(await desk.one()).id], 'ana', now);
    armed = true;
    scene.runner.poke();
    await eventually(() => expect(failures).toBe(times));
    await eventually(async () => expect(await scene.seen()).toEqual(['bad']));
    await eventually(async () => expect(await desk.one()).toMatchObject({ status: 'replayed', attempts: 2 }));
    await eventually(async () => expect(await scene.published()).toEqual(['bad']));
  });

  it('of its process leaves it to the next owner of the lane', async () => {
    await set({ reactors: [program.reactor, idle()] });
    await scene.runner.start();
    await scene.append('bad');
    await desk.untilSetAside();
    program.isMended = true;
    // The lanes are somebody else's from now on; the old owner does not know it yet, and is told of the request.
    await scene.database.claim(Array.from({ length: LANES }, (_, each) => each));
    await desk.letters.replay([(await desk.one()).id], 'ana', now);
    scene.runner.poke();
    const other = scene.another();
    await other.start();
    other.poke();
    await eventually(async () => expect(await desk.one()).toMatchObject({ status: 'replayed' }));
    expect(await scene.seen()).toEqual(['bad']);
    await eventually(async () => expect(new Set(await scene.published())).toEqual(new Set(['bad'])));
  });
});

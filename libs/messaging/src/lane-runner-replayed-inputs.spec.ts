import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dealWon, INTAKE, leadEnrolled, type DataOf } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { LANES, laneOf } from './lanes.ts';
import { MemoryEventLog } from './memory-event-log.ts';
import { emit } from './reactor.ts';
import {
  Counts,
  Fault,
  FaultyDatabase,
  idle,
  lead,
  now,
  onEvent,
  RunnerScene,
  whenDue,
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

const lane = laneOf(lead);

describe('a timer that was set aside', () => {
  const later = whenDue<Count>({
    name: 'when-later',
    state: Counts,
    decide: (state, timer, { inputId }) => {
      if (!program.isMended) throw new RangeError('too late');
      return {
        state: { ...state, seen: [...state.seen, `fired ${inputId === '' ? '-' : timer.dueAtMs}`] },
        emits: [
          emit(leadEnrolled, timer.key, {
            track: 'won',
            at: new Date(now).toISOString(),
            reason: 'fired',
            wakeAt: null,
          }),
        ],
      };
    },
  });
  const setsTimer = onEvent<Count, DataOf<typeof dealWon>>({
    name: 'on-deal',
    on: [dealWon],
    state: Counts,
    decide: (state, event) => ({
      state: { ...state, seen: [...state.seen, event.data.dealId] },
      timers:
        event.data.dealId === 'a' ? [{ name: 'when-later', key: event.subject, dueAtMs: now - 1, data: null }] : [],
    }),
  });

  it('fires its reactor', async () => {
    await set({ reactors: [setsTimer, idle(), later] });
    await scene.runner.start();
    await scene.append('a');
    await desk.untilSetAside();
    expect(await desk.one()).toMatchObject({ reactor: 'when-later', topic: 'timer', detail: 'RangeError: too late' });
    await desk.replay();
    expect(await desk.one()).toMatchObject({ status: 'waiting', attempts: 2, detail: 'RangeError: too late' });
    program.isMended = true;
    await desk.replay();
    expect(await scene.seen()).toEqual(['a', `fired ${now - 1}`]);
    await eventually(async () => expect(await scene.published()).toEqual(['fired']));
    expect(scene.stopped).toEqual([]);
  });

  it('is not held for ever where there is always more to read', async () => {
    let deals = 0;
    let isBusy = false;
    const log = new (class extends MemoryEventLog {
      /** Whenever somebody asks how far the topics are, one of them has just gone on. */
      override async heads(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
        if (isBusy && topics.includes(dealWon.topic)) await scene.append(`deal ${deals++}`);
        return super.heads(topics);
      }
    })();
    await set({ reactors: [setsTimer, idle(), later], log });
    await scene.runner.start();
    await scene.append('a');
    await desk.untilSetAside();
    isBusy = true;
    await desk.replay();
    expect(await desk.one()).toMatchObject({ attempts: 2 });
  });

  it('is held until what may refute it was read', async () => {
    await set({ reactors: [setsTimer, idle(), later] });
    await scene.runner.start();
    await scene.append('a');
    await desk.untilSetAside();
    program.isMended = true;
    // Ingestion has something to read that may be about this lead.
    const intake = { topic: INTAKE, partition: 3, key: 'k', value: '{}', headers: {} };
    await scene.log.append([intake]);
    await desk.letters.replay([(await desk.one()).id], 'ana', now);
    scene.runner.poke();
    await scene.append('b');
    await eventually(async () => expect(await scene.seen()).toContain('b'));
    expect(await desk.one()).toMatchObject({ status: 'replaying' });
    const ingestion = await scene.log.join('ingestion', [{ name: INTAKE, partitions: LANES, retentionMs: null }], {
      onAssigned: async () => [],
      onRevoked: async () => undefined,
      onRecords: async () => undefined,
      onFailure: () => undefined,
    });
    await ingestion.commit([{ topic: INTAKE, partition: 3, offset: 1 }]);
    await eventually(async () => expect(await desk.one()).toMatchObject({ status: 'replayed' }));
    await ingestion.leave();
    expect((await scene.seen()).filter((each) => each.startsWith('fired'))).not.toEqual([]);
  });
});

describe('a record that was set aside as a whole', () => {
  const foreign = (deal: string, partition = lane, value?: string) => {
    const [record] = won(deal, {});
    return { ...record!, partition, headers: { from: 'elsewhere' }, ...(value === undefined ? {} : { value }) };
  };

  it('is taken where somebody vouches for it that it lacks nothing but a number', async () => {
    await set({ reactors: [program.reactor, remembers('on-deal-too'), idle()] });
    await scene.runner.start();
    await scene.log.append([foreign('a')]);
    await desk.untilSetAside();
    expect(await desk.one()).toMatchObject({
      reason: 'foreign',
      reactor: '-',
      record: { headers: { from: 'elsewhere' } },
    });
    await desk.replay();
    expect(await scene.seen()).toEqual(['a', 'on-deal-too a']);
    expect(await desk.one()).toMatchObject({ status: 'replayed' });
  });

  it('stays where its subject belongs to another lane, which writes about it at the same time', async () => {
    await set();
    await scene.runner.start();
    await scene.log.append([foreign('a', (lane + 1) % LANES)]);
    await desk.untilSetAside();
    await desk.replay();
    expect(await desk.one()).toMatchObject({
      ...{ status: 'waiting', reason: 'foreign', attempts: 2 },
      detail: expect.stringMatching(new RegExp(`belongs to partition ${lane}, not ${(lane + 1) % LANES}`)),
    });
    expect(await scene.seen()).toEqual([]);
  });

  it('stays where it still cannot be read', async () => {
    await set();
    await scene.runner.start();
    await scene.log.append([foreign('a', lane, '{"half')]);
    await desk.untilSetAside();
    await desk.replay();
    expect(await desk.one()).toMatchObject({
      status: 'waiting',
      reason: 'undecodable',
      detail: expect.stringMatching(/JSON/),
    });
  });

  it('leaves a letter for each reactor that fails', async () => {
    await set({ reactors: [program.reactor, remembers('on-deal-too'), idle()] });
    await scene.runner.start();
    await scene.log.append([foreign('bad')]);
    await desk.untilSetAside();
    const { id } = await desk.one();
    await desk.replay(id);
    expect(await scene.seen()).toEqual(['on-deal-too bad']);
    const [left] = await desk.letters.list({ status: 'waiting' }, 10);
    expect(left).toMatchObject({ reactor: 'on-deal', reason: 'decide-threw', attempts: 1, eventId: 'event-bad' });
    expect((await desk.letters.find(id))?.replays).toMatchObject([{ outcome: 'divided', detail: left!.id }]);
    program.isMended = true;
    await desk.replay(left!.id);
    expect(await scene.seen()).toEqual(['on-deal-too bad', 'bad']);
  });

  it('is kept whole and told in part, so that no log refuses the telling', async () => {
    await set();
    await scene.runner.start();
    // Every character of it doubles each time it is written as JSON within JSON.
    const value = JSON.stringify('"'.repeat(400_000));
    await scene.log.append([foreign('a', lane, value)]);
    await desk.untilSetAside();
    expect(await desk.one()).toMatchObject({ payload: value, isCut: false });
    const [told] = await desk.announced(1);
    expect(told!.data.isExcerpt).toBe(true);
    expect(JSON.stringify(told).length).toBeLessThan(100_000);
    expect(value.startsWith(told!.data.payload)).toBe(true);
  });

  it('is kept in part where it is larger than any record of ours, and then not tried again', async () => {
    await set();
    await scene.runner.start();
    await scene.log.append([foreign('a', lane, JSON.stringify('x'.repeat(3_000_000)))]);
    await desk.untilSetAside();
    const { id, payload, isCut } = await desk.one();
    expect([payload.length, isCut]).toEqual([1 << 20, true]);
    expect(await desk.letters.replay([id], 'ana', now)).toEqual([]);
  });
});

describe('a command that was set aside', () => {
  it('is published', async () => {
    let refuses = true;
    const database = new (class extends FaultyDatabase {
      override async addUnpublished(...args: Parameters<FaultyDatabase['addUnpublished']>): Promise<void> {
        const isHere = args[1].some(({ records }) => records.some(({ topic }) => topic === leadEnrolled.topic));
        if (refuses && isHere) throw new Fault('bad-data');
        return super.addUnpublished(...args);
      }
    })();
    await set({ database });
    await scene.runner.start();
    const data = { track: 'won', at: new Date(now).toISOString(), reason: 'by hand', wakeAt: null };
    const event = { id: 'c1', type: leadEnrolled.type, topic: leadEnrolled.topic, key: lead, time: data.at, data };
    await database.transaction((tx) => database.putInbox(tx, [{ id: 'c1', lane, event }]));
    scene.runner.poke();
    await desk.untilSetAside();
    expect(await desk.one()).toMatchObject({ reason: 'bad-data', reactor: 'inbox', eventId: 'c1' });
    refuses = false;
    await desk.replay();
    await eventually(async () => expect(await scene.published()).toEqual(['by hand']));
  });
});

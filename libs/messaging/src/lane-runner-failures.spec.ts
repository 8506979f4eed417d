import { afterEach, describe, expect, it } from '@jest/globals';
import { agreementActivated, dealWon, leadEnrolled, type CloudEvent, type DataOf } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { Conflict } from './lane-database.ts';
import {
  counting,
  FaultyDatabase,
  Fault,
  idle,
  now,
  onEvent,
  RunnerScene,
  whenDue,
  won,
  Counts,
  type Count,
  type SceneParts,
} from './scene/runner-scene.ts';
import type { MemoryEventLog } from './memory-event-log.ts';
import { encodeRecords } from './record-codec.ts';

let scene: RunnerScene;
const set = async (parts: SceneParts<MemoryEventLog> = {}): Promise<RunnerScene> =>
  (scene = await RunnerScene.set(parts));
afterEach(() => scene.end());

const deals = (count: number): string[] => Array.from({ length: count }, (_, index) => `deal ${index}`);

/** An agreement, as it is broadcast; what is in it does not matter here. */
function broadcast(counter: Record<string, number>): ReturnType<typeof encodeRecords> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: 'agreement-1',
    source: 'smarketing/agreement',
    type: agreementActivated.type,
    subject: 'agreement',
    time: new Date(now).toISOString(),
    data: {},
  };
  return encodeRecords('agreement', 0, [{ topic: agreementActivated.topic, event }], counter, now);
}

/** Sets a timer that is due at once, and remembers the deal. */
const setsTimer = onEvent<Count, DataOf<typeof dealWon>>({
  name: 'on-deal',
  on: [dealWon],
  state: Counts,
  decide: (state, event) => ({
    state: { ...state, seen: [...state.seen, event.data.dealId] },
    timers: [{ name: 'when-later', key: event.subject, dueAtMs: now - 1, data: null }],
  }),
});

describe('what the database refuses', () => {
  it('is found in a batch of hundreds and set aside alone, and the lane goes on', async () => {
    await set();
    scene.states.refuses = (state) => state.seen.includes('deal 123');
    const all = deals(700);
    for (const deal of all) await scene.append(deal);
    await scene.runner.start();
    const good = all.filter((deal) => deal !== 'deal 123');
    await eventually(async () => expect(await scene.seen()).toEqual(good));
    expect(scene.letters).toEqual(['bad-data']);
    expect(scene.stopped).toEqual([]);
  });

  it('may be what a timer decides: then the timer is set aside, and no record', async () => {
    const later = whenDue<Count>({
      name: 'when-later',
      state: Counts,
      decide: (state) => ({ state: { ...state, seen: [...state.seen, 'bad'] } }),
    });
    await set({ reactors: [setsTimer, idle(), later] });
    scene.states.refuses = (state) => state.seen.includes('bad');
    await scene.append('a');
    await scene.runner.start();
    await eventually(async () => expect([...scene.database.deadLetters.values()]).toHaveLength(1));
    expect([...scene.database.deadLetters.values()]).toMatchObject([{ reason: 'bad-data', topic: 'timer' }]);
    await scene.append('b');
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b']));
  });

  it('may be two events together: the later one is set aside', async () => {
    await set();
    scene.states.refuses = (state) => state.seen.includes('deal 2') && state.seen.includes('deal 5');
    for (const deal of deals(9)) await scene.append(deal);
    await scene.runner.start();
    await eventually(async () => expect(await scene.seen()).toEqual(deals(9).filter((deal) => deal !== 'deal 5')));
    expect(scene.letters).toEqual(['bad-data']);
  });

  it('stops the lane with an alarm where it is no event’s fault', async () => {
    const database = new FaultyDatabase({
      beforeCommit: () => {
        if (scene.stopped.length === 0 && appended) throw new Fault('bad-data');
      },
    });
    let appended = false;
    await set({ database });
    await scene.runner.start();
    appended = true;
    await scene.append('a', 'b');
    await eventually(() => expect(scene.stopped).toHaveLength(1));
    expect(scene.letters).toEqual([]);
    expect(scene.runner.status().stopped).toHaveLength(1);
  });

  it('stops the lane with an alarm where it is nearly everything', async () => {
    await set();
    scene.states.refuses = () => true;
    for (const deal of deals(200)) await scene.append(deal);
    await scene.runner.start();
    await eventually(() => expect(scene.stopped).toHaveLength(1));
  });
});

describe('poison', () => {
  it('is counted once, however often its batch is rolled back', async () => {
    let conflicts = 60;
    const database = new FaultyDatabase({
      beforeCommit: () => {
        if (started && conflicts-- > 0) throw new Conflict('somebody else was first');
      },
    });
    let started = false;
    const boom = counting(({ data }) => {
      if (data.dealId === 'bad') throw new TypeError('boom');
    });
    await set({ reactors: [boom, idle()], database });
    await scene.append('bad', 'b');
    await scene.append('bad');
    started = true;
    await scene.runner.start();
    await eventually(() => expect(conflicts).toBeLessThanOrEqual(0));
    await eventually(async () => expect(await scene.seen()).toEqual(['b']));
    await scene.append('c');
    await eventually(async () => expect(await scene.seen()).toEqual(['b', 'c']));
    expect(scene.stopped).toEqual([]);
  });

  it('stops the lane after more than 50 in a row, also where one good event follows in the same batch', async () => {
    const boom = counting(({ data }) => {
      if (data.dealId !== 'good') throw new TypeError('boom');
    });
    await set({ reactors: [boom, idle()] });
    for (const deal of deals(51)) await scene.append(deal);
    await scene.append('good');
    await scene.runner.start();
    await eventually(() => expect(scene.stopped).toHaveLength(1));
  });

  it('includes an event that does not say whose it is', async () => {
    const keyed = onEvent<Count, DataOf<typeof dealWon>>({
      name: 'on-deal',
      on: [dealWon],
      state: Counts,
      key: (event) => event.data.dealId.toLowerCase(),
      decide: (state, event) => ({ state: { ...state, seen: [...state.seen, event.data.dealId] } }),
    });
    await set({ reactors: [keyed, idle()] });
    await scene.append('a');
    await scene.log.append(won('null', scene.numbers, { data: null }));
    await scene.append('b');
    await scene.runner.start();
    await eventually(async () => expect(await scene.seen('b')).toEqual(['B'.toLowerCase()]));
    expect(scene.letters).toEqual(['decide-threw']);
    expect(scene.stopped).toEqual([]);
  });

  it('includes an event of which something follows that is not JSON', async () => {
    const odd = counting(({ data }) =>
      data.dealId === 'odd' ? { emits: [{ definition: leadEnrolled, key: 'x', data: { size: 1n } }] } : undefined,
    );
    await set({ reactors: [odd, idle()] });
    await scene.append('a', 'odd', 'b');
    await scene.runner.start();
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b']));
    expect(scene.letters).toEqual(['decide-threw']);
  });
});

describe('the environment', () => {
  it('that cannot be read keeps the lanes going under what is known', async () => {
    await set();
    await scene.runner.start();
    scene.environment.refreshing = () => {
      throw new TypeError('not an agreement');
    };
    await scene.log.append(broadcast(scene.numbers));
    await scene.append('a');
    await eventually(async () => expect(await scene.seen()).toEqual(['a']));
    await eventually(() => expect(scene.retried).toContain('reading the environment'));
    expect(scene.stopped).toEqual([]);
    expect(scene.runner.status().failure).toBeNull();
  });

  it('is waited for where a former owner of the lane knew a newer agreement', async () => {
    const under: (string | undefined)[] = [];
    const looking = onEvent<Count, DataOf<typeof dealWon>>({
      name: 'on-deal',
      on: [dealWon],
      state: Counts,
      decide: (state, event, { environment }) => {
        under.push(environment);
        return { state: { ...state, seen: [...state.seen, event.data.dealId] } };
      },
    });
    await set({ reactors: [looking, idle()] });
    scene.environment.newest = 5;
    await scene.append('a');
    await scene.runner.start();
    await eventually(async () => expect(await scene.seen()).toEqual(['a']));
    await scene.runner.stop();
    scene.environment.newest = 4;
    const next = scene.another();
    await next.start();
    await scene.append('b');
    await eventually(() => expect(next.status().lanes).toBe(24));
    expect(await scene.seen()).toEqual(['a']);
    scene.environment.newest = 5;
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b']));
    expect(under).toEqual(['v5', 'v5']);
  });

  it('of an event made under a newer agreement is adopted first, though by this clock it is not yet due', async () => {
    await set();
    scene.environment.known = (version) => version <= 2;
    scene.environment.newest = 1;
    await scene.runner.start();
    await scene.append('a');
    await scene.log.append(won('b', scene.numbers, { agreementVersion: 2 }));
    await scene.append('c');
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b', 'c']));
  });
});

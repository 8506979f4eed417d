import { afterEach, describe, expect, it } from '@jest/globals';
import { dealWon, type CloudEvent, type DataOf } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { SharedState } from './keyed-state.ts';
import { laneOf } from './lanes.ts';
import {
  Counts,
  FaultyDatabase,
  idle,
  lead,
  now,
  onEvent,
  RefusingCounts,
  RunnerScene,
  whenDue,
  type Count,
} from './scene/runner-scene.ts';
import type { Tx } from './tx.ts';

let scene: RunnerScene;
afterEach(() => scene.end());

const sets = onEvent<Count, DataOf<typeof dealWon>>({
  name: 'on-deal',
  on: [dealWon],
  state: Counts,
  decide: (state, event) => ({
    state: { ...state, seen: [...state.seen, event.data.dealId] },
    timers: [{ name: 'when-later', key: event.subject, dueAtMs: now - 1, data: null }],
  }),
});
const later = whenDue<Count>({
  name: 'when-later',
  state: Counts,
  decide: (state) => ({ state: { ...state, seen: [...state.seen, 'fired'] } }),
});

describe('a timer', () => {
  it('that is set while the next due one is looked up is not forgotten', async () => {
    const hold = Promise.withResolvers<void>();
    let looks = 0;
    const database = new (class extends FaultyDatabase {
      override async nextTimerDue(lanes: readonly number[]): Promise<number | null> {
        looks++;
        const found = await super.nextTimerDue(lanes);
        // The answer of the first look comes late.
        if (looks === 2) await hold.promise;
        return found;
      }
    })();
    scene = await RunnerScene.set({ reactors: [sets, idle(), later], database });
    await scene.runner.start();
    await eventually(() => expect(looks).toBe(1));
    await eventually(() => expect(scene.runner.status().lanes).toBe(24));
    // A lane is given anew; while its timers are looked up, another lane's batch sets one.
    const other = (laneOf(lead) + 1) % 24;
    const claiming = scene.runner.onAssigned([other]);
    await eventually(() => expect(looks).toBe(2));
    await scene.append('a');
    await eventually(async () => expect((await scene.seen())[0]).toBe('a'));
    hold.resolve();
    await claiming;
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'fired']));
  });

  it('is told with its key to what its decision shares with others, for nothing else is known of it', async () => {
    abstract class Shared extends SharedState<undefined, never> {}
    const asked: (readonly string[])[] = [];
    const shared = new (class extends Shared {
      async load(_events: readonly CloudEvent[], _tx: Tx, keys: readonly string[]): Promise<undefined> {
        asked.push(keys);
      }
      apply(): void {}
      async save(): Promise<void> {}
    })();
    const states = new RefusingCounts();
    const sharing = whenDue<Count, undefined, never>({
      name: 'when-later',
      state: Counts,
      shared: Shared,
      decide: (state) => ({ state: { ...state, seen: [...state.seen, 'fired'] } }),
    });
    const resolve = (token: unknown): never => (token === Shared ? shared : states) as never;
    scene = await RunnerScene.set({ reactors: [sets, idle(), sharing], states, parts: { resolve } });
    await scene.runner.start();
    await scene.append('a');
    await eventually(async () => expect(await scene.seen()).toEqual(['a', 'fired']));
    expect(asked).toEqual([[lead]]);
  });
});

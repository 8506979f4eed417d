import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import { silentObserver } from './runner-observer.ts';
import { RunnerScene } from './scene/runner-scene.ts';

let scene: RunnerScene;
afterEach(() => scene.end());

it('decides the first at once, and together what comes while it rests', async () => {
  const batches: number[] = [];
  const observer = { ...silentObserver, batch: ({ events }: { readonly events: number }) => batches.push(events) };
  scene = await RunnerScene.set({ parts: { rest: { leastMs: 1_000 }, observer } });
  await scene.runner.start();
  await scene.append('a');
  await eventually(async () => expect(await scene.seen()).toEqual(['a']));
  await scene.append('b');
  // Without a rest it would be decided by now.
  await pause(100);
  await scene.append('c');
  await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b', 'c']));
  await eventually(async () => expect(batches).toEqual([1, 2]));
});

it('ends its rest where it is poked', async () => {
  scene = await RunnerScene.set({ parts: { rest: { leastMs: 3_600_000 } } });
  await scene.runner.start();
  await scene.append('a');
  await eventually(async () => expect(await scene.seen()).toEqual(['a']));
  await scene.append('b');
  await pause(100);
  expect(await scene.seen()).toEqual(['a']);
  scene.runner.poke();
  await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b']));
});

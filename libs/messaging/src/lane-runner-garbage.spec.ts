import { afterEach, expect, it } from '@jest/globals';
import { dealWon } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import * as fc from 'fast-check';
import type { AppendRecord } from './event-log.ts';
import { laneOf } from './lanes.ts';
import { AT_HEADER, SEQUENCE_HEADER, SOURCE_HEADER } from './numbers.ts';
import { lead, RunnerScene, won } from './scene/runner-scene.ts';

let scene: RunnerScene;
afterEach(() => scene.end());

const nasty = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '\u0000', '\ud800', '', ' ', '-1', 'NaN', '1e400', '0'),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\n', ' ')),
);
const headers = fc.oneof(
  fc.constant({}),
  fc.dictionary(nasty, nasty, { maxKeys: 4 }),
  fc.record({ [SOURCE_HEADER]: nasty, [SEQUENCE_HEADER]: nasty, [AT_HEADER]: nasty }),
);
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const value = fc.oneof(
  nasty,
  fc.json(),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('utf8').replaceAll('\n', ' ')),
  fc.constantFrom('null', '7', '[]', '{"__proto__":{}}', deep(10_000), `"${'x'.repeat(5_000_000)}"`),
);

it('whatever strangers put beside our records is set aside by itself, and its neighbours are not touched', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ headers, value, key: nasty }), { minLength: 1, maxLength: 12 }),
      async (all) => {
        scene = await RunnerScene.set();
        const deals = all.map((_, n) => `deal ${n}`);
        const at = { topic: dealWon.topic, partition: laneOf(lead) };
        for (const [n, strange] of all.entries()) {
          await scene.append(deals[n]!);
          await scene.log.append([{ ...at, ...strange }]);
        }
        await scene.runner.start();
        await eventually(async () => expect(await scene.seen()).toEqual(deals));
        await eventually(() => expect(scene.letters).toEqual(all.map(() => 'foreign')));
        expect(scene.runner.status()).toMatchObject({ stopped: [], waiting: [], failure: null });
        await scene.end();
      },
    ),
    { numRuns: 60 },
  );
});

it.each([
  ['bad JSON', '[{'],
  ['no CloudEvent', '[{"specversion":"1.0"}]'],
  ['null', 'null'],
  ['depth 10,000', deep(10_000)],
  ['__proto__', won('x', {})[0]!.value.replace('"data":{', '"data":{"__proto__":{"admin":true},')],
  ['5 million characters', `["${'x'.repeat(5_000_000)}"]`],
])('%s under a number of ours is one dead letter', async (_what, garbage) => {
  scene = await RunnerScene.set();
  await scene.append('a');
  const [record] = won('bad', scene.numbers);
  await scene.log.append([{ ...record!, value: garbage }]);
  await scene.append('b');
  await scene.runner.start();
  await eventually(async () => expect(await scene.seen()).toEqual(['a', 'b']));
  expect(scene.letters).toEqual(['undecodable']);
  expect(scene.runner.status().stopped).toEqual([]);
});

it('an event of ours with U+0000 or half a surrogate pair in it is taken without them', async () => {
  scene = await RunnerScene.set();
  await scene.append('nul\u0000 and half \ud800');
  await scene.runner.start();
  await eventually(async () => expect(await scene.seen()).toEqual(['nul and half \uFFFD']));
});

it('strangers who write a thousand records stop no lane: it is no fault of the software', async () => {
  scene = await RunnerScene.set();
  const foreign: AppendRecord = { ...won('x', {})[0]!, headers: {} };
  await scene.log.append(Array.from({ length: 1_000 }, () => foreign));
  await scene.append('a');
  await scene.runner.start();
  await eventually(async () => expect(await scene.seen()).toEqual(['a']));
  expect(scene.letters).toHaveLength(1_000);
  expect(scene.stopped).toEqual([]);
});

import { expect, it } from '@jest/globals';
import { readingRestMs, restAfter } from './rest-after.ts';

it.each([
  ['as long as it took', { events: 0, tookMs: 12 }, undefined, 12],
  ['also after one that was nearly full', { events: 499, tookMs: 12 }, {}, 12],
  ['not at all after a full one', { events: 500, tookMs: 90 }, { leastMs: 250 }, 0],
  ['no longer than a tenth of a second', { events: 1, tookMs: 5_000 }, {}, 100],
  ['a share of it', { events: 1, tookMs: 40 }, { share: 0.25 }, 10],
  ['not at all where nobody is spared', { events: 1, tookMs: 40 }, { share: 0 }, 0],
  ['longer where it has time', { events: 499, tookMs: 12 }, { leastMs: 250 }, 250],
  ['no shorter because it has time', { events: 1, tookMs: 90 }, { leastMs: 50 }, 90],
])('rests %s', (_what, batch, rest, ms) => {
  expect(restAfter(batch, rest)).toBe(ms);
});

it('need not be asked for more for a part of what it rests at least', () => {
  expect([readingRestMs({ leastMs: 250 }), readingRestMs({ share: 1 }), readingRestMs()]).toEqual([100, 0, 0]);
});

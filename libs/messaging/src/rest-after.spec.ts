import { expect, it } from '@jest/globals';
import { restAfter } from './rest-after.ts';

it.each([
  ['as long as it took', { events: 0, tookMs: 12 }, 12],
  ['also after one that was nearly full', { events: 499, tookMs: 12 }, 12],
  ['not at all after a full one', { events: 500, tookMs: 90 }, 0],
  ['no longer than a tenth of a second', { events: 1, tookMs: 5_000 }, 100],
])('rests %s', (_what, batch, ms) => {
  expect(restAfter(batch)).toBe(ms);
});

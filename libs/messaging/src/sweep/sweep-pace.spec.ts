import { expect, it } from '@jest/globals';
import { SweepPace } from './sweep-pace.ts';

const VERSION = 3;

/** How many keys a batch has come to take when each of them takes so long, and so many other inputs as long as that. */
function settled(msPerKey: number, others = 0, pace = new SweepPace()): number {
  for (let n = 0; n < 30; n++) {
    const keys = pace.limitUnder(VERSION);
    pace.note({ keys, others, durationMs: (keys + others) * msPerKey });
  }
  return pace.limitUnder(VERSION);
}

it('takes as many keys as keep a batch at a tenth of a second', () => {
  expect(settled(1)).toBe(100);
  expect(settled(0.5)).toBe(200);
});

it('goes on at that pace where batches are long without it', () => {
  expect(settled(0.5, 2_000)).toBe(200);
});

it('goes up and down in bounds, whatever the keys take', () => {
  expect(settled(0.000_1)).toBe(1_000);
  expect(settled(10_000)).toBe(1);
});

it('learns nothing from the short page at the end of a lane', () => {
  const pace = new SweepPace();
  const before = pace.limitUnder(VERSION);
  pace.note({ keys: 1, others: 0, durationMs: 5 });
  expect(pace.limitUnder(VERSION)).toBe(before);
  pace.note({ keys: 1, others: 0, durationMs: 1_000 });
  expect(pace.limitUnder(VERSION)).toBe(1);
});

it('begins anew under another version, which may ask for the whole history of each key', () => {
  const pace = new SweepPace();
  const first = pace.limitUnder(VERSION);
  expect(settled(0.000_1, 0, pace)).toBe(1_000);
  expect(pace.limitUnder(null)).toBe(1_000);
  expect(pace.limitUnder(VERSION + 1)).toBe(first);
});

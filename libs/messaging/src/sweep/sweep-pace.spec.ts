import { expect, it } from '@jest/globals';
import { SweepPace } from './sweep-pace.ts';

/** How many keys a batch has come to take when each of them takes so long. */
function settled(msPerKey: number, batches = 30): number {
  const pace = new SweepPace();
  for (let n = 0; n < batches; n++) pace.note(pace.limit, pace.limit * msPerKey);
  return pace.limit;
}

it('takes as many keys as keep a batch at a tenth of a second', () => {
  expect(settled(1)).toBe(100);
  expect(settled(0.5)).toBe(200);
});

it('goes up and down in bounds, whatever the keys take', () => {
  expect(settled(0.000_1)).toBe(1_000);
  expect(settled(10_000)).toBe(1);
});

it('learns nothing from the short page at the end of a lane', () => {
  const pace = new SweepPace();
  const before = pace.limit;
  pace.note(1, 5);
  expect(pace.limit).toBe(before);
  pace.note(1, 1_000);
  expect(pace.limit).toBe(1);
});

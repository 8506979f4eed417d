import { describe, expect, test } from '@jest/globals';
import { atOnce } from './at-once.ts';
import { inBatches } from './in-batches.ts';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe('working on a few at a time', () => {
  test('never has more in flight than it may, and leaves nothing out', async () => {
    let inFlight = 0;
    let most = 0;
    const done: number[] = [];
    await atOnce(3, from([1, 2, 3, 4, 5, 6, 7]), async (item) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise(setImmediate);
      done.push(item);
      inFlight -= 1;
    });
    expect(most).toBe(3);
    expect(new Set(done)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });

  test('ends at the first failure, after what is in flight', async () => {
    const started: number[] = [];
    const work = atOnce(2, from([1, 2, 3, 4, 5, 6]), async (item) => {
      started.push(item);
      await new Promise(setImmediate);
      if (item === 2) throw new Error('away');
    });
    await expect(work).rejects.toThrow('away');
    expect(started.length).toBeLessThan(5);
  });

  test('groups by number and by size', async () => {
    const small = Array.from({ length: 5 }, (_, line) => ({ line, event: {} }));
    const sizes: number[] = [];
    for await (const batch of inBatches(small, 2)) sizes.push(batch.length);
    expect(sizes).toEqual([2, 2, 1]);
    const large = Array.from({ length: 3 }, (_, line) => ({ line, event: { text: 'x'.repeat(600_000) } }));
    sizes.length = 0;
    for await (const batch of inBatches(large)) sizes.push(batch.length);
    expect(sizes).toEqual([1, 1, 1]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { EVENTS_PER_BATCH, batchOf, clientIdOf } from './batches.ts';
import { personOf } from './people.ts';

type Item = {
  readonly event: string;
  readonly messageId: string;
  readonly userId: string;
  readonly context: { readonly traits?: object };
};

const items = Array.from({ length: 20 }, (_, n) => batchOf('run', n * EVENTS_PER_BATCH, 500)).flatMap(
  (text) => (JSON.parse(text) as { readonly batch: readonly Item[] }).batch,
);

describe('the events of a run', () => {
  it('are numbered throughout, each of the person that its number names', () => {
    expect(items).toHaveLength(20 * EVENTS_PER_BATCH);
    expect(items.map(({ messageId }) => messageId)).toEqual(items.map((_, n) => clientIdOf('run', n)));
    expect(items.map(({ userId }) => userId)).toEqual(items.map((_, n) => personOf(n, 500)));
  });

  it('are in one case of twenty the first of somebody new, who says who they are', () => {
    const fresh = items.filter(({ userId }) => userId.startsWith('new-'));
    expect(fresh).toHaveLength(items.length / 20);
    expect(fresh.every(({ context }) => context.traits !== undefined)).toBe(true);
    expect(new Set(fresh.map(({ userId }) => userId)).size).toBe(fresh.length);
  });

  it('are of all kinds, the common ones more often', () => {
    const times = Map.groupBy(items, ({ event }) => event);
    expect(times.size).toBe(8);
    expect(times.get('Page Viewed')!.length).toBeGreaterThan(4 * times.get('Pricing Viewed')!.length);
  });
});

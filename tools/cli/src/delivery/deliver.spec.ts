import { describe, expect, test } from '@jest/globals';
import { Refused } from '../installation/refused.ts';
import { deliver } from './deliver.ts';
import type { Outgoing } from './outgoing.ts';

const batchOf = (...ids: string[]): Outgoing[] => ids.map((id, index) => ({ line: index + 2, event: { id } }));

/** Takes a request only without what `wrong` names. */
function door(wrong: (events: readonly unknown[]) => Refused | undefined) {
  const posted: string[][] = [];
  return {
    posted,
    post: (events: readonly unknown[]): Promise<void> => {
      posted.push(events.map((event) => (event as { id: string }).id));
      const refused = wrong(events);
      return refused ? Promise.reject(refused) : Promise.resolve();
    },
  };
}

describe('a delivery', () => {
  test('leaves out what the intake names, and sends the rest', async () => {
    const { posted, post } = door((events) => {
      const fields = events.flatMap((event, index) =>
        (event as { id: string }).id.startsWith('bad')
          ? [
              { field: `[${index}].time`, message: 'is no instant' },
              { field: `[${index}].data.who`, message: 'is missing' },
            ]
          : [],
      );
      return fields.length > 0 ? new Refused('POST', 400, 'Nothing was taken in', fields, null) : undefined;
    });
    expect(await deliver(batchOf('a', 'bad1', 'b', 'bad2'), { post })).toEqual({
      accepted: 2,
      refused: [
        { line: 3, reason: 'time: is no instant; data.who: is missing' },
        { line: 5, reason: 'time: is no instant; data.who: is missing' },
      ],
    });
    expect(posted).toEqual([
      ['a', 'bad1', 'b', 'bad2'],
      ['a', 'b'],
    ]);
  });

  test('finds by halving what nobody names', async () => {
    const { post } = door((events) =>
      events.some((event) => (event as { id: string }).id === 'big')
        ? new Refused('POST', 413, 'The request is too large.', [], null)
        : undefined,
    );
    expect(await deliver(batchOf('a', 'b', 'big', 'c', 'd'), { post })).toEqual({
      accepted: 4,
      refused: [{ line: 4, reason: 'The request is too large.' }],
    });
  });

  test('fails on what concerns every event', async () => {
    const { post } = door(() => new Refused('POST /events', 403, 'The key lacks a scope.', [], null));
    await expect(deliver(batchOf('a'), { post })).rejects.toThrow('The key lacks a scope.');
  });
});

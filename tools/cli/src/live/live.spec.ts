import { describe, expect, test } from '@jest/globals';
import { sayEvent } from './say-event.ts';
import { serverSentEvents } from './server-sent-events.ts';

async function eventsIn(...chunks: readonly string[]): Promise<unknown[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield new TextEncoder().encode(chunk);
  }
  const events = [];
  for await (const event of serverSentEvents(bytes())) events.push(event);
  return events;
}

describe('server-sent events', () => {
  test('come in pieces, with comments in between', async () => {
    expect(
      await eventsIn(
        ': hello\n\nid: 1\nevent: x\nda',
        'ta: {"a"',
        ':1}\n\n: still here\n\ndata: two\r\ndata: lines\r\n\r\n',
      ),
    ).toEqual([
      { id: '1', event: 'x', data: '{"a":1}' },
      { id: '1', event: 'message', data: 'two\nlines' },
    ]);
  });

  test('that break off are none', async () => {
    expect(await eventsIn('data: {"a":1}\n')).toEqual([]);
  });
});

describe('an event in a line', () => {
  test('says what matters of it', () => {
    const data = { rep: { id: 'r', name: 'Rosa Lindqvist' }, priority: 'P0', reason: 'the lowest pointer' };
    expect(
      sayEvent({ type: 'smarketing.lead.routed.v1', time: '2026-11-23T10:01:02.000Z', subject: 'lead-1', data }),
    ).toBe('10:01:02 lead.routed        lead-1 to Rosa Lindqvist (P0): the lowest pointer');
  });

  test('of a kind that we know nothing of is still one', () => {
    expect(sayEvent({ type: 'smarketing.moon.rose.v2', subject: 'moon' })).toBe(' moon.rose          moon');
  });
});

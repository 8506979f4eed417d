import { describe, expect, test } from '@jest/globals';
import { readEvents } from './read-events.ts';
import { splitEvents } from './split-events.ts';

describe('events in a text', () => {
  test('are one, in as many lines as it likes', () => {
    expect(splitEvents('\n{\n  "id": "a"\n}\n')).toEqual([{ line: 2, text: '{\n  "id": "a"\n}\n' }]);
  });

  test('are one a line', () => {
    expect(splitEvents('{"id":"a"}\n\n{"id":\n{"id":"c"}')).toEqual([
      { line: 1, text: '{"id":"a"}' },
      { line: 3, text: '{"id":' },
      { line: 4, text: '{"id":"c"}' },
    ]);
  });

  test('are the items of an array, each with its line', () => {
    const text = '\n[\n {"id":"a,]\\"", "in":[1,{"x":"}"}]},\n {"id":"b"\n },\n 7, oops ]\n';
    expect(splitEvents(text)).toEqual([
      { line: 3, text: '{"id":"a,]\\"", "in":[1,{"x":"}"}]}' },
      { line: 4, text: '{"id":"b"\n }' },
      { line: 6, text: '7' },
      { line: 6, text: 'oops ' },
    ]);
  });

  test('are none', () => {
    expect(splitEvents('')).toEqual([]);
    expect(splitEvents(' [ ] ')).toEqual([]);
  });
});

describe('reading events', () => {
  test('tells Segment calls, sales events and others apart', () => {
    const { ways } = readEvents(
      [
        '{"type":"track","event":"Content Downloaded","userId":"u","messageId":"m"}',
        '{"type":"identify","id":"1","data":{"email":"a@b.example"}}',
        '{"type":"deal_won","id":"2","data":{}}',
        '{"specversion":"1.0","type":"page","id":"3"}',
      ].join('\n'),
    );
    expect([...ways].map(([way, events]) => [way, events.map(({ line }) => line)])).toEqual([
      ['segment', [1]],
      ['cloudEvents', [2, 4]],
      ['salesEvents', [3]],
    ]);
  });

  test('names events that have no id by their content, so that a file sent again repeats itself', () => {
    const text = '{"type":"a"}\n{"type":"a"}\n{"type":"b"}';
    const ids = (): unknown[] => (readEvents(text).ways.get('cloudEvents') ?? []).map(({ event }) => event['id']);
    expect(new Set(ids()).size).toBe(3);
    expect(ids()).toEqual(ids());
  });

  test('says where something is no event', () => {
    const { refused } = readEvents('{"type":"a"}\n{oops\n7');
    expect(refused).toEqual([
      { line: 2, reason: expect.stringMatching(/^is no JSON: /) },
      { line: 3, reason: 'an event is an object in braces' },
    ]);
  });
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packCounters, unpackCounters } from './packed-counters.ts';

test('names that differ in their last number share a list', () => {
  const counters = {
    'smarketing.engagement.v1|': 12,
    'smarketing.engagement.v1|ingestion/2': 40,
    'smarketing.engagement.v1|ingestion/0': 7,
    'smarketing.score.v1|scoring/0': 1,
  };
  expect(packCounters(counters)).toEqual({
    'smarketing.engagement.v1|': 12,
    'smarketing.engagement.v1|ingestion/': [7, null, 40],
    'smarketing.score.v1|scoring/': [1],
  });
});

test.each([
  ['a number that is written otherwise', { 'a/07': 1 }],
  ['a number far above that of any lane', { 'a/64': 1, 'a/9007199254740993': 2 }],
  ['a list that would take the place of a count', { 'a/': 1, 'a/3': 2 }],
])('%s stays as it is', (_, counters) => {
  expect(packCounters(counters)).toEqual(counters);
});

test('what was stored before there were lists is read as it is', () => {
  expect(unpackCounters({ 'a|ingestion/7': 40, 'a|': 0 })).toEqual({ 'a|ingestion/7': 40, 'a|': 0 });
});

test('whatever was counted is read as it was, through JSON', () => {
  const prefix = fc.constantFrom('', 'a|', 'a|b/', 'a|b/0', 'b|1/');
  const name = fc
    .tuple(prefix, fc.oneof(fc.nat(70).map(String), fc.constantFrom('', '00', '07')))
    .map(([a, b]) => a + b);
  fc.assert(
    fc.property(fc.dictionary(name, fc.nat(), { noNullPrototype: true }), (counters) => {
      const stored = JSON.parse(JSON.stringify(packCounters(counters))) as ReturnType<typeof packCounters>;
      expect(unpackCounters(stored)).toEqual(counters);
    }),
  );
});

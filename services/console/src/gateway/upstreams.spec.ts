import { expect, test } from '@jest/globals';
import { Upstreams } from './upstreams.ts';

test('instances take turns', () => {
  const upstreams = new Upstreams(['a', 'b', 'c']);
  expect([1, 2, 3, 4].map(() => upstreams.inTurn()[0])).toEqual(['a', 'b', 'c', 'a']);
});

test('one that could not be reached is asked last, for a second', () => {
  let nowMs = 1_000;
  const upstreams = new Upstreams(['a', 'b'], () => nowMs);
  upstreams.avoid('a');
  expect([upstreams.inTurn(), upstreams.inTurn()]).toEqual([
    ['b', 'a'],
    ['b', 'a'],
  ]);
  nowMs = 2_001;
  expect(upstreams.inTurn()).toEqual(['a', 'b']);
});

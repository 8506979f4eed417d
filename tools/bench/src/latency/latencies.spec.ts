import { expect, test } from '@jest/globals';
import { latenciesOf, medianOf } from './latencies.ts';

test('of a hundred latencies p50 and p99 are those that as many are below', () => {
  const ms = Array.from({ length: 101 }, (_, n) => 100 - n);
  expect(latenciesOf(ms)).toEqual({ events: 101, p50Ms: 50, p99Ms: 99, maxMs: 100 });
});

test('of rounds each figure is the middle one, whichever round it is of', () => {
  const round = (p50Ms: number, p99Ms: number, maxMs: number) => ({ events: 10, p50Ms, p99Ms, maxMs });
  const rounds = [round(1, 30, 300), round(3, 10, 200), round(2, 20, 100)];
  expect(medianOf(rounds)).toEqual({ events: 30, p50Ms: 2, p99Ms: 20, maxMs: 200 });
});

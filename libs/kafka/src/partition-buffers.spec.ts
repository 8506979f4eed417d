import { beforeEach, expect, test } from '@jest/globals';
import type { LogRecord, PartitionBounds } from '@smarketing/messaging';
import { PartitionBuffers } from './partition-buffers.ts';

const at = { topic: 't', partition: 3 };
let orders: string[];
let buffers: PartitionBuffers;
let stop: AbortController;
let logBounds: PartitionBounds;

beforeEach(() => {
  orders = [];
  stop = new AbortController();
  const named = (partitions: readonly { topic: string; partition: number }[]) =>
    partitions.map((one) => `${one.topic}/${one.partition}`).join();
  buffers = new PartitionBuffers(
    {
      seek: ({ topic, partition }, offset) => orders.push(`seek ${topic}/${partition} ${offset}`),
      pause: (partitions) => orders.push(`pause ${named(partitions)}`),
      resume: (partitions) => orders.push(`resume ${named(partitions)}`),
    },
    async () => [logBounds],
  );
});

test('a partition is fetched from the offset asked for, as long as somebody reads it', async () => {
  const reading = buffers.next(at, 5, stop.signal);
  expect(orders).toEqual(['seek t/3 5', 'resume t/3']);
  buffers.fetched(at, fetch(5, 2));
  expect(offsetsOf(await reading)).toEqual([5, 6]);
  const waiting = buffers.next(at, 7, stop.signal);
  stop.abort();
  expect(await waiting).toEqual([]);
  expect(orders.at(-1)).toBe('pause t/3');
});

test('what nobody reads yet is discarded', async () => {
  buffers.fetched(at, fetch(0, 9));
  const reading = buffers.next(at, 0, stop.signal);
  buffers.fetched(at, fetch(0, 1));
  expect(offsetsOf(await reading)).toEqual([0]);
});

test('records below the expected offset are dropped', async () => {
  const reading = buffers.next(at, 5, stop.signal);
  buffers.fetched(at, fetch(3, 2, 9));
  buffers.fetched(at, fetch(4, 3));
  expect(offsetsOf(await reading)).toEqual([5, 6]);
});

test('a gap seeks back once and then fails, after what came before it', async () => {
  const reading = buffers.next(at, 5, stop.signal);
  buffers.fetched(at, fetch(5, 1));
  buffers.fetched(at, fetch(8, 1));
  expect(orders.at(-1)).toBe('seek t/3 6');
  expect(offsetsOf(await reading)).toEqual([5]);
  buffers.fetched(at, fetch(8, 1));
  await expect(buffers.next(at, 6, stop.signal)).rejects.toThrow('t/3');
  expect(orders.at(-1)).toBe('pause t/3');
});

test('a gap that seeking back closed may be followed by another', async () => {
  const reading = buffers.next(at, 5, stop.signal);
  for (const [from, count] of [
    [8, 1],
    [5, 1],
    [8, 1],
    [6, 3],
  ] as const)
    buffers.fetched(at, fetch(from, count));
  expect(offsetsOf(await reading)).toEqual([5, 6, 7, 8]);
});

test('a log that ends below the expected offset fails the reader', async () => {
  const reading = buffers.next(at, 5, stop.signal);
  buffers.fetched(at, fetch(0, 2));
  await expect(reading).rejects.toThrow('offset 5');
});

test('a full buffer pauses its partition until half of it was taken', async () => {
  const reading = buffers.next(at, 0, stop.signal);
  buffers.fetched(at, fetch(0, 1_000, 1_000, 6_000));
  expect(orders.at(-1)).toBe('pause t/3');
  expect(await reading).toHaveLength(500);
  expect(orders.at(-1)).toBe('pause t/3');
  await buffers.next(at, 500, stop.signal);
  expect(orders.at(-1)).toBe('resume t/3');
});

test.each([
  ['was deleted before it was read', { first: 6, head: 9 }],
  ['lies behind the end of the log', { first: 0, head: 4 }],
])('an offset that %s fails the reader', async (_what, bounds) => {
  logBounds = bounds;
  const reading = buffers.next(at, 5, stop.signal);
  await buffers.outOfRange(at);
  await expect(reading).rejects.toThrow('offset 5');
});

test('an offset that the log has after all is fetched again', async () => {
  logBounds = { first: 0, head: 5 };
  const reading = buffers.next(at, 5, stop.signal);
  orders.length = 0;
  await buffers.outOfRange(at);
  expect(orders).toEqual(['seek t/3 5', 'resume t/3']);
  buffers.fetched(at, fetch(5, 1));
  expect(offsetsOf(await reading)).toEqual([5]);
  stop.abort();
  await buffers.outOfRange(at);
  expect(orders).toEqual(['seek t/3 5', 'resume t/3', 'pause t/3']);
});

function fetch(from: number, count: number, head = from + count, characters = 1) {
  const value = 'x'.repeat(characters);
  const records = Array.from({ length: count }, (_, n): LogRecord => ({
    ...at,
    key: '',
    value,
    headers: {},
    offset: from + n,
    timestampMs: 0,
  }));
  return { records, end: from + count, head };
}

function offsetsOf(records: readonly LogRecord[]): readonly number[] {
  return records.map(({ offset }) => offset);
}

import { expect, test } from '@jest/globals';
import type { AppendRecord } from '@smarketing/messaging';
import { APPEND_LIMITS, AppendQueue, AppendQueueFull } from './append-queue.ts';

const record = (value: string, partition = 0): AppendRecord => ({
  topic: 't',
  partition,
  key: 'k',
  value,
  headers: {},
});

/** A log that acknowledges when it is told to, and refuses sends that contain `bad`. */
function aLog(limits = APPEND_LIMITS) {
  const sends: string[][] = [];
  const acknowledge: (() => void)[] = [];
  const send = async (records: readonly AppendRecord[]): Promise<void> => {
    sends.push(records.map(({ value }) => value));
    await new Promise<void>((resolve) => acknowledge.push(resolve));
    if (records.some(({ value }) => value === 'bad')) throw new TypeError('bad');
    if (records.some(({ value }) => value === 'away')) throw new Error('away');
  };
  const queue = new AppendQueue(send, (error) => error instanceof TypeError, limits);
  const acknowledgeAll = async (): Promise<void> => {
    let idle = false;
    void queue.drained().then(() => (idle = true));
    while (!idle) {
      acknowledge.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { queue, sends, acknowledgeAll };
}

test('one send at a time, in the order of the calls; what waits meanwhile goes together', async () => {
  const { queue, sends, acknowledgeAll } = aLog();
  void queue.append([record('1')]);
  await new Promise((resolve) => setImmediate(resolve));
  void queue.append([record('2'), record('3')]);
  void queue.append([record('4')]);
  await acknowledgeAll();
  expect(sends).toEqual([['1'], ['2', '3', '4']]);
});

test('a send stays within its limits per partition, but a call is never split', async () => {
  const { queue, sends, acknowledgeAll } = aLog({ ...APPEND_LIMITS, recordsPerPartition: 2 });
  void queue.append([record('1'), record('2'), record('3')]);
  void queue.append([record('4')]);
  void queue.append([record('5')]);
  void queue.append([record('6', 1)]);
  void queue.append([record('7')]);
  await acknowledgeAll();
  expect(sends).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']]);
});

test('a call that can never succeed is rejected alone', async () => {
  const { queue, acknowledgeAll } = aLog();
  const outcomes = Promise.allSettled(['1', 'bad', '2'].map((value) => queue.append([record(value)])));
  await acknowledgeAll();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('an outage rejects all calls of the send, to be repeated by the callers', async () => {
  const { queue, sends, acknowledgeAll } = aLog();
  const outcomes = Promise.allSettled(['1', 'away'].map((value) => queue.append([record(value)])));
  await acknowledgeAll();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sends).toHaveLength(1);
});

test('what would wait beyond the limit is refused at once', async () => {
  const { queue, acknowledgeAll } = aLog({ ...APPEND_LIMITS, waitingCharacters: 10 });
  void queue.append([record('12345678')]);
  await expect(queue.append([record('1234')])).rejects.toThrow(AppendQueueFull);
  await acknowledgeAll();
  const later = queue.append([record('1234')]);
  await acknowledgeAll();
  await later;
});

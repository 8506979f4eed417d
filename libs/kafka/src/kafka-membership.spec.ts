import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { GroupMember } from '@smarketing/messaging';
import type { Kafka } from 'kafkajs';
import { KafkaMembership } from './kafka-membership.ts';
import { PartitionOffsets } from './partition-offsets.ts';

/** A consumer that runs nothing, and crashes when it is told to. */
function scene() {
  const listeners = new Map<string, (event: object) => void>();
  const failures: Error[] = [];
  let runs = 0;
  const consumer = {
    events: { GROUP_JOIN: 'join', FETCH_START: 'fetch', CRASH: 'crash' },
    on: (name: string, listener: (event: object) => void) => void listeners.set(name, listener),
    connect: async () => undefined,
    subscribe: async () => undefined,
    run: async () => void runs++,
    disconnect: async () => undefined,
  };
  const member = { onFailure: (error: Error) => void failures.push(error) };
  const membership = new KafkaMembership(
    { consumer: () => consumer } as unknown as Kafka,
    'scoring',
    [{ name: 'engagement', partitions: 24 }] as never,
    member as unknown as GroupMember,
    new PartitionOffsets({ fetchTopicOffsets: async () => [] }),
    { sessionTimeoutMs: 30_000, heartbeatIntervalMs: 3_000, rebalanceTimeoutMs: 30_000 },
  );
  const crash = (name: string, restart: boolean) =>
    listeners.get('crash')!({ payload: { error: Object.assign(new Error(name), { name }), restart } });
  return { membership, crash, failures, runs: () => runs };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('runs again where the broker has no coordinator of the group yet', async () => {
  const { membership, crash, failures, runs } = scene();
  await membership.start();
  crash('KafkaJSGroupCoordinatorNotFound', false);
  expect(runs()).toBe(1);
  await jest.advanceTimersByTimeAsync(1_000);
  expect([runs(), failures]).toEqual([2, []]);
});

it('does not where it has left meanwhile', async () => {
  const { membership, crash, runs } = scene();
  await membership.start();
  crash('KafkaJSGroupCoordinatorNotFound', false);
  await membership.leave();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(runs()).toBe(1);
});

it('reports what cannot pass, and leaves to kafkajs what it starts again itself', async () => {
  const { membership, crash, failures, runs } = scene();
  await membership.start();
  crash('KafkaJSProtocolError', true);
  expect(failures).toEqual([]);
  crash('KafkaJSNonRetriableError', false);
  await jest.advanceTimersByTimeAsync(5_000);
  expect([runs(), failures.map(({ name }) => name)]).toEqual([1, ['KafkaJSNonRetriableError']]);
});

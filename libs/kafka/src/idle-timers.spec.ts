import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { stopIdleTimers } from './idle-timers.ts';

type Queue = {
  pending: unknown[];
  throttleCheckTimeoutId: unknown;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
};
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => Queue;

test('a connection with nothing pending arms no timer, and one with pending requests does', () => {
  stopIdleTimers();
  stopIdleTimers();
  const queue = new RequestQueue({ requestTimeout: 1_000, logger: { debug: () => undefined } });
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
  queue.pending.push({});
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  queue.destroy();
});

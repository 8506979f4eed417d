import { createRequire } from 'node:module';

type RequestQueue = {
  pending?: readonly unknown[];
  throttledUntil?: number;
  scheduleCheckPendingRequests?: () => void;
};

const PATCHED = Symbol.for('smarketing.kafka.idle-timers');

/**
 * kafkajs 2.2.4 re-arms a timer of 1 ms for ever on each connection that ever answered, to look at a queue of requests that is
 * empty (5 % of a core). With nothing pending there is nothing to look at: `push` schedules the check again.
 * Where the library looks different from what this knows, nothing is changed.
 */
export function stopIdleTimers(): void {
  const prototype = requestQueuePrototype();
  const original = prototype?.scheduleCheckPendingRequests;
  if (prototype === undefined || typeof original !== 'function' || PATCHED in prototype) return;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (Array.isArray(this.pending) && this.pending.length === 0) return;
    original.call(this);
  };
  Object.defineProperty(prototype, PATCHED, { value: true });
}

function requestQueuePrototype(): RequestQueue | undefined {
  try {
    const queue: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
    return typeof queue === 'function' ? (queue.prototype as RequestQueue) : undefined;
  } catch {
    return undefined;
  }
}

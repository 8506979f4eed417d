import type { CloudEvent } from '@smarketing/contracts';
import type { DeadLetter } from './dead-letter.ts';

/** An event went through a reactor, or was set aside by it. */
export type Handled = {
  readonly type: string;
  /** The event's own. */
  readonly source: string;
  /** The service that wrote it; `intake`, or `replay` for a dead letter that was tried again. */
  readonly producer: string;
  readonly reactor: string;
  /** ISO, when the edge took in what caused it. */
  readonly receivedAt: string | undefined;
  /** What the decision says of itself; undefined where it says nothing, or threw. */
  readonly outcome: string | undefined;
};

/** What the runner tells those who watch it: metrics, logs, the flow's progress. It never throws. */
export type RunnerObserver = {
  handled(handled: Handled): void;
  /** An event was decided and committed; it is on its way to the log. */
  decided(event: CloudEvent): void;
  batch(batch: { events: number; durationMs: number }): void;
  setAside(letter: DeadLetter): void;
  /** A lane stands still until somebody acts: an alarm. */
  laneStopped(lane: number, because: string): void;
  /** Something failed and is being retried. */
  retrying(what: string, error: unknown): void;
};

export const silentObserver: RunnerObserver = {
  handled() {},
  decided() {},
  batch() {},
  setAside() {},
  laneStopped() {},
  retrying() {},
};

import { setTimeout as wait } from 'node:timers/promises';

export type Patience = {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Errors that no waiting cures; by default those about topics that are not there or not ours. */
  readonly isFinal?: (error: unknown) => boolean;
};

/** Repeats an operation that an outage may break, with back-off, until it succeeds, the time is over or the signal is aborted. */
export async function patiently<T>(
  operation: () => Promise<T>,
  { timeoutMs, signal, isFinal = isAboutTopic }: Patience,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(2_000, pauseMs * 2)) {
    try {
      return await operation();
    } catch (error) {
      if (signal?.aborted === true || performance.now() + pauseMs > until || isFinal(error)) throw error;
    }
    await wait(pauseMs * (0.5 + Math.random()));
  }
}

function isAboutTopic(error: unknown): boolean {
  return (
    error instanceof TypeError || (error instanceof Error && 'type' in error && ABOUT_TOPIC.has(String(error.type)))
  );
}

const ABOUT_TOPIC = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION', 'TOPIC_AUTHORIZATION_FAILED']);

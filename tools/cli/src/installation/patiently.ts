import type { Terminal } from '../terminal.ts';
import { Unreachable } from './installation.ts';
import { Refused } from './refused.ts';

/** Answers that mean: later. */
const LATER: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** After that much waiting for one request, its last answer stands. */
const PATIENCE_MS = 180_000;

/**
 * Repeats what the installation cannot take at the moment, as long after as it asks for. Only for requests that may be
 * repeated: events are counted once by their ids.
 */
export async function patiently<T>(work: () => Promise<T>, terminal: Pick<Terminal, 'wait' | 'err'>): Promise<T> {
  let waitedMs = 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const asked = error instanceof Refused && LATER.has(error.status) ? error.retryAfterMs : null;
      const isLater = error instanceof Unreachable || (error instanceof Refused && LATER.has(error.status));
      const waitMs = asked ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      if (!isLater || waitedMs + waitMs > PATIENCE_MS) throw error;
      if (attempt === 0) terminal.err(`${error.message.split('\n', 1)[0]} Trying again.`);
      await terminal.wait(waitMs);
      waitedMs += waitMs;
    }
  }
}

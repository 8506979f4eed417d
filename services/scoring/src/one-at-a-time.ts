import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Problem } from '@smarketing/service-kit';

/** The gateway waits for fifty seconds; to be told why is better than to be cut off. */
const PATIENCE_MS = 45_000;

/** Work over the whole stored history: one piece at a time in each process, and no longer than somebody waits for it. */
@Injectable()
export class OneAtATime {
  #isRunning = false;

  /**
   * Throws a Problem: 429 while something else is being worked on, 503 where it takes too long; `advice` says what to ask for then.
   */
  async run<T>(response: ServerResponse, advice: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#isRunning) {
      throw new Problem(
        429,
        'preview-running',
        'Another preview is being worked out here: try again when it is done.',
        { headers: { 'retry-after': '5' } },
      );
    }
    const ending = new AbortController();
    const leave = () => ending.abort(new Problem(499, 'client-gone', 'Whoever asked did not wait for the answer.'));
    response.once('close', leave);
    const patience = setTimeout(() => ending.abort(tooLong(advice)), PATIENCE_MS);
    this.#isRunning = true;
    try {
      return await work(ending.signal);
    } finally {
      this.#isRunning = false;
      clearTimeout(patience);
      response.off('close', leave);
    }
  }
}

function tooLong(advice: string): Problem {
  const detail = `It was not done within ${PATIENCE_MS / 1_000} s: ${advice}.`;
  return new Problem(503, 'preview-too-long', detail);
}

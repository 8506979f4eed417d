import { Worker } from 'node:worker_threads';
import type { EndedAttempt } from '../domain/prediction/attempt.ts';
import type { LearnedModel } from '../domain/prediction/model-version.ts';

/** Learns a model from outcomes, away from whoever waits for this process. */
export abstract class Learner {
  /** Rejects where the signal aborts, or where the learning broke off. */
  abstract learn(attempts: readonly EndedAttempt[], signal: AbortSignal): Promise<LearnedModel>;
}

/** A heap of its own: whatever is recorded, learning takes no memory from the lanes. */
const MOST_MEGABYTES = 768;
/** Many times what the most attempts and columns take: what is not done by then never will be, and holds up the next. */
const MOST_MS = 900_000;

/** In a thread that is started for it, so that the event loop stays free, and that may not take more memory than it is given. */
export class ThreadLearner extends Learner {
  readonly #execArgv: readonly string[] | undefined;
  readonly #mostMs: number;

  /**
   * `execArgv`: how Node runs the sources where they were not built; left out: as this process was started. `mostMs`: how long it may take,
   * milliseconds.
   */
  constructor(execArgv?: readonly string[], mostMs = MOST_MS) {
    super();
    this.#execArgv = execArgv;
    this.#mostMs = mostMs;
  }

  learn(attempts: readonly EndedAttempt[], signal: AbortSignal): Promise<LearnedModel> {
    const name = import.meta.url.endsWith('.ts') ? './learn-worker.ts' : './learn-worker.js';
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Error('The process stops.'));
      const worker = new Worker(new URL(name, import.meta.url), {
        workerData: attempts,
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
        ...(this.#execArgv === undefined ? {} : { execArgv: [...this.#execArgv] }),
      });
      const stop = (): void => void worker.terminate();
      const patience = setTimeout(() => {
        reject(new Error(`It was not done within ${this.#mostMs / 1000} s.`));
        stop();
      }, this.#mostMs);
      signal.addEventListener('abort', stop, { once: true });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        clearTimeout(patience);
        signal.removeEventListener('abort', stop);
        // After a message or an error this changes nothing.
        reject(new Error('The thread ended before it had learned anything.'));
      });
    });
  }
}

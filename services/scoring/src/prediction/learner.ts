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

/** In a thread that is started for it, so that the event loop stays free, and that may not take more memory than it is given. */
export class ThreadLearner extends Learner {
  readonly #execArgv: readonly string[] | undefined;

  /** `execArgv`: how Node runs the sources where they were not built; left out: as this process was started. */
  constructor(execArgv?: readonly string[]) {
    super();
    this.#execArgv = execArgv;
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
      signal.addEventListener('abort', stop, { once: true });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        signal.removeEventListener('abort', stop);
        // After a message or an error this changes nothing.
        reject(new Error('The thread ended before it had learned anything.'));
      });
    });
  }
}

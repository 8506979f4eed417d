import type { Retried, Retries } from './retries.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** Waits through outages, until it is told that there is no time left. */
export class Patience {
  private over = false;
  private readonly sleepers = new Set<() => void>();
  private readonly retries: Retries;
  private readonly passes: (error: unknown) => boolean;

  /** `passes`: whether an error is of the kind that goes away by itself. */
  constructor(passes: (error: unknown) => boolean, retries: Retries) {
    this.passes = passes;
    this.retries = retries;
  }

  /** From now on nothing is tried twice, and nobody sleeps. */
  end(): void {
    this.over = true;
    for (const wake of this.sleepers) wake();
  }

  /** Repeats `work` while it fails for a passing reason, with growing jittered pauses. Rejects with any other error. */
  async retry<T>(what: Retried, work: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        const result = await work();
        this.retries.over(what);
        return result;
      } catch (error) {
        if (this.over || !this.passes(error)) {
          this.retries.over(what);
          throw error;
        }
        this.retries.failed(what, error);
        await this.backOff(failures);
      }
    }
  }

  /** The pause after so many failures in a row: twice the last one, up to five seconds, half of it more or less. */
  backOff(failures: number): Promise<void> {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 16), LONGEST_PAUSE_MS);
    return this.pause(pauseMs * (0.5 + Math.random()));
  }

  pause(ms: number): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
    });
  }
}

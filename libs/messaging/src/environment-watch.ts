import type { Environment } from './environment.ts';
import type { Retries } from './retries.ts';

const EVERY_MS = 1_000;

/** Reads the environment now and then. Where it cannot be read, what is known stays in force, and a lane that needs more waits. */
export class EnvironmentWatch {
  private readonly environment: Pick<Environment<unknown>, 'refresh'>;
  private readonly retries: Pick<Retries, 'failed' | 'over'>;
  /** By `performance.now()`. */
  private nextMs = 0;

  constructor(environment: Pick<Environment<unknown>, 'refresh'>, retries: Pick<Retries, 'failed' | 'over'>) {
    this.environment = environment;
    this.retries = retries;
  }

  get untilNextMs(): number {
    return this.nextMs - performance.now();
  }

  async read(): Promise<void> {
    this.nextMs = performance.now() + EVERY_MS;
    try {
      await this.environment.refresh();
      this.retries.over('reading the environment');
    } catch (error) {
      this.retries.failed('reading the environment', error);
    }
  }
}

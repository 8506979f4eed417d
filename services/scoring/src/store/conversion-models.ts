import type { Attempt, EndedAttempt } from '../domain/prediction/attempt.ts';
import type { ModelVersion, Tally } from '../domain/prediction/model-version.ts';

/** How many attempts are read at most, the newest: so much is kept in memory while a model is learned or looked at. */
export const MOST_LEARNED = 20_000;
export const MOST_WATCHED = 5_000;

/** The outcomes of attempts to sell, and the models learned from them: versions that are added and never changed. */
export abstract class ConversionModels {
  /** Outcomes recorded; `since` counts those after the given number. */
  abstract tally(through: number): Promise<Tally>;

  /** Attempts of which the outcome is known, MOST_LEARNED at most: those recorded last, in that order. */
  abstract ended(): Promise<readonly EndedAttempt[]>;

  /** What came since a model was learned, MOST_WATCHED of each at most, the newest. */
  abstract since(model: Pick<ModelVersion, 'trainedAtMs' | 'through'>): Promise<{
    readonly began: readonly Attempt[];
    readonly ended: readonly EndedAttempt[];
  }>;

  /** The newest version of those trained by an instant, epoch ms; null where there was none. */
  abstract inForceAt(atMs: number): Promise<ModelVersion | null>;

  abstract newest(): Promise<ModelVersion | null>;

  /** Its number alone, which is cheap; 0 where there is none. */
  abstract newestVersion(): Promise<number>;

  /** Adds it under the next number, and returns it. */
  abstract add(model: Omit<ModelVersion, 'version'>): Promise<ModelVersion>;

  /** Runs the work unless some process does so already; then null. Whoever dies meanwhile holds up nobody. */
  abstract alone<T>(work: () => Promise<T>): Promise<T | null>;
}

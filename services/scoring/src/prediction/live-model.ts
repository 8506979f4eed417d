import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeApplicationShutdown, LoggerService, OnApplicationBootstrap } from '@nestjs/common';
import type { Clock } from '@smarketing/service-kit';
import { driftSince, type DriftSince } from '../domain/prediction/drift-since.ts';
import type { Features } from '../domain/prediction/features.ts';
import type { ModelVersion, Tally } from '../domain/prediction/model-version.ts';
import { predict, unknown, type Prediction } from '../domain/prediction/predict.ts';
import { isTrainingDue } from '../domain/prediction/training-due.ts';
import type { ConversionModels } from '../store/conversion-models.ts';
import type { Learner } from './learner.ts';

export type LiveModelParts = {
  readonly models: ConversionModels;
  readonly learner: Learner;
  readonly clock: Clock;
  readonly logger: Pick<LoggerService, 'log' | 'warn'>;
};

const LOOK_EVERY_MS = 10_000;
const DRIFT_EVERY_MS = 60_000;
/** After a failure it is tried again so soon, and then half as often each time. */
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 3_600_000;
const NO_OUTCOMES: Tally = { won: 0, lost: 0, since: 0, through: 0 };

/**
 * The model in force, kept at hand so that a score costs no query for it. Every process looks every ten seconds whether there is a
 * newer one, and whether one is to be learned; whichever looks first learns it, the others find it.
 */
export class LiveModel implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #parts: LiveModelParts;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #newest: ModelVersion | null = null;
  #tally: Tally = NO_OUTCOMES;
  #hasLooked = false;
  #drift: { readonly since: DriftSince; readonly atMs: number; readonly version: number } | null = null;
  #retry = { afterMs: 0, atMs: -Infinity };

  constructor(parts: LiveModelParts) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    this.#running = this.#look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** As last looked at. */
  get newest(): ModelVersion | null {
    return this.#newest;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** As last looked at, for a scrape; null before that. */
  get driftSince(): DriftSince | null {
    return this.#drift?.since ?? null;
  }

  /** What the model then in force says of a lead, as it was known at that instant, epoch ms. */
  async predict(features: Features, atMs: number): Promise<Prediction> {
    // A process that has just started knows of no model yet, which does not mean that there is none.
    if (!this.#hasLooked) await this.refresh();
    const isPast = this.#newest !== null && atMs < this.#newest.trainedAtMs;
    if (!isPast) return predict(features, this.#newest, this.#tally);
    const then = await this.#parts.models.inForceAt(atMs);
    return then === null
      ? unknown('no model was in force then', 'No model had been learned by then.')
      : predict(features, then, this.#tally);
  }

  /** Looks anew: what is newest, what was recorded, how far it has drifted. */
  async refresh(): Promise<{ newest: ModelVersion | null; tally: Tally; drift: DriftSince | null }> {
    const { models, clock } = this.#parts;
    if ((await models.newestVersion()) !== (this.#newest?.version ?? 0)) this.#newest = await models.newest();
    this.#tally = await models.tally(this.#newest?.through ?? 0);
    this.#hasLooked = true;
    const newest = this.#newest;
    if (newest === null) this.#drift = null;
    else
      this.#drift = {
        since: driftSince(newest, await models.since(newest)),
        atMs: clock.now(),
        version: newest.version,
      };
    return { newest, tally: this.#tally, drift: this.#drift?.since ?? null };
  }

  /** Learns a model if one is due and nobody else does; the new version, or null. */
  async learnIfDue(): Promise<ModelVersion | null> {
    const { models, learner, clock } = this.#parts;
    return models.alone(async () => {
      // Another process may have learned one since this one looked.
      const newest = await models.newest();
      const tally = await models.tally(newest?.through ?? 0);
      if (!isTrainingDue(tally, newest, clock.now())) return null;
      const attempts = await models.ended();
      const learned = await learner.learn(attempts, this.#stopping.signal);
      const won = attempts.filter((attempt) => attempt.won).length;
      const outcomes = { won, lost: attempts.length - won };
      return models.add({ ...learned, trainedAtMs: clock.now(), outcomes, through: tally.through });
    });
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#lookOnce();
      await pause(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Nothing that a lane does hangs on it: what fails is said, and tried again. */
  async #lookOnce(): Promise<void> {
    const { models, clock, logger } = this.#parts;
    try {
      const version = await models.newestVersion();
      const isOld = this.#drift === null || this.#drift.atMs + DRIFT_EVERY_MS <= clock.now();
      if (version !== (this.#newest?.version ?? 0) || isOld) await this.refresh();
      else this.#tally = await models.tally(this.#newest?.through ?? 0);
      if (clock.now() < this.#retry.atMs || !isTrainingDue(this.#tally, this.#newest, clock.now())) return;
      const learned = await this.learnIfDue();
      if (learned !== null) {
        logger.log(
          `Version ${learned.version} of the model was learned from ${learned.outcomes.won + learned.outcomes.lost} outcomes.`,
        );
        await this.refresh();
      }
      this.#retry = { afterMs: 0, atMs: -Infinity };
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const afterMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retry.afterMs * 2));
      this.#retry = { afterMs, atMs: clock.now() + afterMs };
      logger.warn(
        `The model of who buys could not be looked after, and will be in ${Math.round(afterMs / 60_000)} min: ${String(error)}`,
      );
    }
  }
}

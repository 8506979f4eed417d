import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Metrics } from '@smarketing/service-kit';
import { Gauge } from 'prom-client';
import type { LiveModel } from './live-model.ts';

const LEVELS = { ok: 0, watch: 1, alarm: 2 } as const;

/** What this process last saw of the model. A gauge says nothing while there is no model that gives probabilities. */
export class ModelGauges implements OnApplicationBootstrap {
  readonly #metrics: Metrics;
  readonly #live: LiveModel;

  constructor(metrics: Metrics, live: LiveModel) {
    this.#metrics = metrics;
    this.#live = live;
  }

  onApplicationBootstrap(): void {
    const registers = [this.#metrics.registry];
    const error = new Gauge({
      name: 'smarketing_model_calibration_error',
      help: 'Expected calibration error of the predicted conversions, from 0 to 1: on the outcomes since the model was learned, or while they are few on those held out.',
      registers,
      collect: () => {
        const { calibrationError = null } = this.#live.driftSince ?? {};
        if (calibrationError === null) error.remove();
        else error.set(calibrationError);
      },
    });
    const drift = new Gauge({
      name: 'smarketing_model_drift_level',
      help: 'Whether leads and outcomes are still what the model was learned from: 0 ok, 1 watch, 2 alarm.',
      registers,
      collect: () => {
        const level = this.#live.driftSince?.drift?.level;
        if (level === undefined) drift.remove();
        else drift.set(LEVELS[level]);
      },
    });
  }
}

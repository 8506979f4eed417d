import { DesignBuilder } from '../encode/design.ts';
import { stratifiedFolds } from '../fit/stratified-folds.ts';
import { fitLogistic, sigmoid } from '../fit/fit-logistic.ts';
import { gains } from '../evaluate/gains.ts';
import { fitIsotonic, isotonicProbability, type IsotonicCurve } from './fit-isotonic.ts';

/** Turns the log odds of a model into a probability; never falling in the log odds. */
export type Calibration =
  | { readonly method: 'none' }
  | { readonly method: 'platt'; readonly intercept: number; readonly slope: number }
  | ({ readonly method: 'isotonic' } & IsotonicCurve);
export type CalibrationMethod = Calibration['method'];

export function calibrated(calibration: Calibration, logit: number): number {
  switch (calibration.method) {
    case 'none':
      return sigmoid(logit);
    case 'platt':
      return sigmoid(calibration.intercept + calibration.slope * logit);
    case 'isotonic':
      return isotonicProbability(calibration, logit);
  }
}

const FOLDS = 5;
const METHODS: readonly CalibrationMethod[] = ['none', 'platt', 'isotonic'];

/**
 * Chooses among the model's own probabilities, Platt's sigmoid and isotonic regression by the log loss of cross-validated log odds
 * that the correction was not learned from. A more elaborate method is taken only where it gains more than the standard error
 * of what it gains, row by row (the one-standard-error rule: Breiman et al. 1984). No held-out row is asked.
 */
export function chooseCalibration(logits: Float64Array, outcomes: Uint8Array, seed: number): Calibration {
  const all = Int32Array.from(logits, (_, at) => at);
  const folds = stratifiedFolds(outcomes, all, FOLDS, seed);
  const losses = METHODS.map((method) => {
    const loss = new Float64Array(logits.length);
    for (let fold = 0; fold < FOLDS; fold += 1) {
      const learned = all.filter((at) => folds[at] !== fold);
      const calibration = calibrate(
        method,
        pick(logits, learned),
        Uint8Array.from(learned, (at) => outcomes[at]!),
      );
      for (const at of all) {
        if (folds[at] === fold) loss[at] = lossOf(calibrated(calibration, logits[at]!), outcomes[at]!);
      }
    }
    return loss;
  });
  let best = 0;
  for (let other = 1; other < METHODS.length; other += 1) if (gains(losses[best]!, losses[other]!)) best = other;
  return calibrate(METHODS[best]!, logits, outcomes);
}

function calibrate(method: CalibrationMethod, logits: Float64Array, outcomes: Uint8Array): Calibration {
  switch (method) {
    case 'none':
      return { method };
    case 'platt':
      return { method, ...plattScaling(logits, outcomes) };
    case 'isotonic':
      return { method, ...fitIsotonic(logits, outcomes) };
  }
}

/**
 * p = 1 / (1 + exp(−(a + b · logit))), a and b by maximum likelihood (Platt 1999, "Probabilistic outputs for support vector
 * machines"; without his smoothing of the targets, since there are always a hundred of each). A slope below 0 would turn
 * the order around and is taken for 0.
 */
function plattScaling(logits: Float64Array, outcomes: Uint8Array): { intercept: number; slope: number } {
  const builder = new DesignBuilder(1);
  for (const logit of logits) {
    builder.put(0, logit);
    builder.endRow();
  }
  const rows = Int32Array.from(logits, (_, at) => at);
  const { intercept, coefficients } = fitLogistic({ design: builder.finish(), outcomes, rows, penalty: 1e-6 });
  return { intercept, slope: Math.max(0, coefficients[0]!) };
}

function lossOf(probability: number, outcome: number): number {
  const bounded = Math.min(1 - 1e-9, Math.max(1e-9, probability));
  return -Math.log(outcome === 1 ? bounded : 1 - bounded);
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

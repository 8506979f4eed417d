import { linearPredictor, type Design } from '../encode/design.ts';
import { fitLogistic } from './fit-logistic.ts';
import { stratifiedFolds } from './stratified-folds.ts';

const FOLDS = 5;
/** Far below what a probability is known to. */
const TOLERANCE = 1e-6;

/**
 * For each of the rows, in their order, the log odds that a model gives which was learned from the other folds. All rows take
 * part: models of fewer rows would be surer than they should be, and a calibration learned from them would correct too much.
 */
export function outOfFold(
  design: Design,
  outcomes: Uint8Array,
  rows: Int32Array,
  penalty: number,
  seed: number,
): Float64Array {
  const folds = stratifiedFolds(outcomes, rows, FOLDS, seed);
  const logits = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const learned = rows.filter((_, at) => folds[at] !== fold);
    const model = fitLogistic({ design, outcomes, rows: learned, penalty, tolerance: TOLERANCE });
    rows.forEach((row, at) => {
      if (folds[at] === fold) logits[at] = linearPredictor(design, row, model.coefficients, model.intercept);
    });
  }
  return logits;
}

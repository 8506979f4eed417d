import { linearPredictor, type Design } from '../encode/design.ts';
import { randomSource, shuffle } from '../random.ts';
import { fitLogistic, logLoss, type LogisticModel } from './fit-logistic.ts';
import { stratifiedFolds } from './stratified-folds.ts';

const FOLDS = 5;
/** From strong to weak: each fit starts where the one before ended. */
const PENALTIES = [100, 30, 10, 3, 1, 0.3, 0.1];
/** The loss is a smooth valley: behind its floor there is nothing better. */
const MOST_WORSE = 2;
/** The best penalty of a summed loss is a prior's precision and does not grow with the rows, so a sample of them finds it. */
const MOST_ROWS = 10_000;
/** Good enough to compare losses. */
const TOLERANCE = 1e-5;

/**
 * The penalty of the smallest mean log loss on rows that were not learned from, by five-fold cross-validation (Hastie, Tibshirani
 * and Friedman, "The Elements of Statistical Learning", 2nd ed., 7.10).
 */
export function choosePenalty(design: Design, outcomes: Uint8Array, rows: Int32Array, seed: number): number {
  const sample = shuffle(rows.slice(), randomSource(seed)).slice(0, MOST_ROWS).sort();
  const foldOf = stratifiedFolds(outcomes, sample, FOLDS, seed);
  const folds = Array.from({ length: FOLDS }, (_, fold) => ({
    learned: sample.filter((_row, at) => foldOf[at] !== fold),
    asked: sample.filter((_row, at) => foldOf[at] === fold),
  }));
  const models: LogisticModel[] = [];
  let best = { penalty: PENALTIES[0]!, loss: Infinity };
  let worse = 0;
  for (const penalty of PENALTIES) {
    let loss = 0;
    folds.forEach(({ learned, asked }, fold) => {
      const before = models[fold];
      const model = fitLogistic({
        design,
        outcomes,
        rows: learned,
        penalty,
        tolerance: TOLERANCE,
        ...(before === undefined ? {} : { start: before }),
      });
      models[fold] = model;
      for (const row of asked) {
        loss += logLoss(linearPredictor(design, row, model.coefficients, model.intercept), outcomes[row]!);
      }
    });
    worse = loss < best.loss ? 0 : worse + 1;
    if (worse === 0) best = { penalty, loss };
    if (worse === MOST_WORSE) break;
  }
  return best.penalty;
}

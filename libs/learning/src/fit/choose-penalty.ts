import { linearPredictor, type Design } from '../encode/design.ts';
import { randomSource, shuffle } from '../random.ts';
import { gains } from '../evaluate/gains.ts';
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
 * The penalty for rows that were not learned from, by five-fold cross-validation: the strongest one, unless a weaker one lowers the
 * log loss by more than the standard error of what it gains, row by row (the one-standard-error rule: Breiman et al. 1984; Hastie,
 * Tibshirani and Friedman, "The Elements of Statistical Learning", 2nd ed., 7.10). What comes later is never quite like
 * what was learned from, and a stronger penalty is the safer of two that are as good.
 */
export function choosePenalty(design: Design, outcomes: Uint8Array, rows: Int32Array, seed: number): number {
  const sample = shuffle(rows.slice(), randomSource(seed)).slice(0, MOST_ROWS).sort();
  const foldOf = stratifiedFolds(outcomes, sample, FOLDS, seed);
  const learned = Array.from({ length: FOLDS }, (_, fold) => sample.filter((_row, at) => foldOf[at] !== fold));
  const models: LogisticModel[] = [];
  const lossesUnder = (penalty: number): Float64Array => {
    learned.forEach((folds, fold) => {
      const before = models[fold];
      const start = before === undefined ? {} : { start: before };
      models[fold] = fitLogistic({ design, outcomes, rows: folds, penalty, tolerance: TOLERANCE, ...start });
    });
    return Float64Array.from(sample, (row, at) => {
      const { coefficients, intercept } = models[foldOf[at]!]!;
      return logLoss(linearPredictor(design, row, coefficients, intercept), outcomes[row]!);
    });
  };
  let chosen = { penalty: PENALTIES[0]!, losses: lossesUnder(PENALTIES[0]!) };
  let least = sumOf(chosen.losses);
  let worse = 0;
  for (const penalty of PENALTIES.slice(1)) {
    const losses = lossesUnder(penalty);
    const loss = sumOf(losses);
    if (gains(chosen.losses, losses)) chosen = { penalty, losses };
    worse = loss < least ? 0 : worse + 1;
    least = Math.min(least, loss);
    if (worse === MOST_WORSE) break;
  }
  return chosen.penalty;
}

const sumOf = (losses: Float64Array): number => losses.reduce((sum, loss) => sum + loss, 0);

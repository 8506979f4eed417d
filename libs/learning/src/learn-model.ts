import { chooseCalibration } from './calibrate/choose-calibration.ts';
import { linearPredictor } from './encode/design.ts';
import { encode, type UsableColumn } from './encode/encoder.ts';
import { aucWithInterval, auc } from './evaluate/auc.ts';
import { brierScore, expectedCalibrationError, reliability } from './evaluate/calibration-error.ts';
import { recallAt } from './evaluate/recall-at.ts';
import { choosePenalty } from './fit/choose-penalty.ts';
import { fitLogistic } from './fit/fit-logistic.ts';
import { outOfFold } from './fit/out-of-fold.ts';
import type { LearnOptions } from './learn-options.ts';
import type { Evaluation, Learned } from './report.ts';
import { buildScorecard } from './scorecard/build-scorecard.ts';
import type { RowSplit } from './split/split-rows.ts';

export type ModelTask = {
  readonly columns: readonly UsableColumn[];
  readonly outcomes: Uint8Array;
  readonly split: RowSplit;
  readonly options: LearnOptions;
  readonly step: (step: string) => void;
};

/** Fits on the rows to learn from, and only then looks at those held out. */
export function learnModel({ columns, outcomes, split, options, step }: ModelTask): Learned {
  const { train, test } = split;
  const { design, features } = encode(columns, train);
  step('choosing the penalty by cross-validation');
  const penalty = choosePenalty(design, outcomes, train, options.seed);
  step('fitting the model');
  const model = fitLogistic({ design, outcomes, rows: train, penalty });
  step('calibrating it by cross-validation');
  const calibration = chooseCalibration(
    outOfFold(design, outcomes, train, penalty, options.seed),
    Uint8Array.from(train, (row) => outcomes[row]!),
    options.seed,
  );
  step('making the scorecard');
  const built = buildScorecard({ columns, outcomes, learned: train, penalty });

  step('judging both on the rows held out');
  const truth = Uint8Array.from(test, (row) => outcomes[row]!);
  const logits = Float64Array.from(test, (row) => linearPredictor(design, row, model.coefficients, model.intercept));
  const probabilities = logits.map((logit) => calibration.probabilityOf(logit));
  return {
    split: {
      kind: split.fromMs === null ? 'random' : 'time',
      train: train.length,
      test: test.length,
      seed: options.seed,
      fromMs: split.fromMs,
      undated: split.undated.length,
    },
    model: {
      penalty,
      intercept: model.intercept,
      coefficients: features.map((feature, at) => ({ ...feature, weight: model.coefficients[at]! })),
      calibration: calibration.method,
    },
    evaluation: evaluate(logits, probabilities, truth),
    scorecard:
      built === null
        ? null
        : {
            ...built.scorecard,
            auc: auc(
              Float64Array.from(test, (row) => built.points[row]!),
              truth,
            ),
          },
  };
}

/** Ranks by the log odds, since calibrated probabilities may be tied where those are not. */
function evaluate(logits: Float64Array, probabilities: Float64Array, truth: Uint8Array): Evaluation {
  const ranked = aucWithInterval(logits, truth) ?? { auc: 0.5, interval: [0, 1] as const };
  const bins = reliability(probabilities, truth);
  return {
    auc: ranked.auc,
    aucInterval: ranked.interval,
    brier: brierScore(probabilities, truth),
    ece: expectedCalibrationError(bins),
    recallAt: {
      '20': recallAt(0.2, logits, truth),
      '30': recallAt(0.3, logits, truth),
      '50': recallAt(0.5, logits, truth),
    },
    reliability: bins,
    rows: truth.length,
    positives: truth.reduce((sum, outcome) => sum + outcome, 0),
  };
}

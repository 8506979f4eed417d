import { calibrated, chooseCalibration } from './calibrate/choose-calibration.ts';
import type { ConversionModel } from './conversion-model.ts';
import { driftOf, scoreDistribution } from './drift/drift.ts';
import { linearPredictor, type Design } from './encode/design.ts';
import { encode, type Feature, type UsableColumn } from './encode/encoder.ts';
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

/** A model, and what it says of the rows it was learned from. */
export type FittedModel = {
  readonly model: ConversionModel;
  readonly penalty: number;
  readonly features: readonly Feature[];
  readonly design: Design;
  /** Its calibrated probabilities of the learned rows, in their order: what later ones are compared with. */
  readonly said: Float64Array;
};

type FitTask = Pick<ModelTask, 'columns' | 'outcomes' | 'options' | 'step'> & { readonly rows: Int32Array };

/** Penalty, coefficients and calibration, all of it from the given rows. */
export function fitModel({ columns, outcomes, options, step, rows }: FitTask): FittedModel {
  const { design, features, inputs } = encode(columns, rows);
  step('choosing the penalty by cross-validation');
  const penalty = choosePenalty(design, outcomes, rows, options.seed);
  step('fitting the model');
  const { intercept, coefficients } = fitLogistic({ design, outcomes, rows, penalty });
  step('calibrating it by cross-validation');
  const calibration = chooseCalibration(
    outOfFold(design, outcomes, rows, penalty, options.seed),
    Uint8Array.from(rows, (row) => outcomes[row]!),
    options.seed,
  );
  return {
    model: { inputs, intercept, coefficients: [...coefficients], calibration },
    ...{ penalty, features, design },
    said: Float64Array.from(rows, (row) =>
      calibrated(calibration, linearPredictor(design, row, coefficients, intercept)),
    ),
  };
}

/** Fits on the rows to learn from, and only then looks at those held out. */
export function learnModel(task: ModelTask): Learned {
  const { columns, outcomes, split, options, step } = task;
  const { train, test } = split;
  const { model, penalty, features, design, said } = fitModel({ ...task, rows: train });
  step('making the scorecard');
  const counted = columns.filter(({ column }) => options.scorecardOf?.(column.name) ?? true);
  const built = buildScorecard({ columns: counted, outcomes, learned: train, penalty });

  step('judging both on the rows held out');
  const truth = Uint8Array.from(test, (row) => outcomes[row]!);
  const coefficients = Float64Array.from(model.coefficients);
  const logits = Float64Array.from(test, (row) => linearPredictor(design, row, coefficients, model.intercept));
  const probabilities = logits.map((logit) => calibrated(model.calibration, logit));
  const base = train.reduce((sum, row) => sum + outcomes[row]!, 0) / train.length;
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
      calibration: model.calibration.method,
    },
    evaluation: evaluate(logits, probabilities, truth, base),
    drift:
      split.fromMs === null
        ? null
        : driftOf(scoreDistribution(said), { since: probabilities, probabilities, outcomes: truth }),
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
function evaluate(logits: Float64Array, probabilities: Float64Array, truth: Uint8Array, base: number): Evaluation {
  const ranked = aucWithInterval(logits, truth) ?? { auc: 0.5, interval: [0, 1] as const };
  const bins = reliability(probabilities, truth);
  return {
    auc: ranked.auc,
    aucInterval: ranked.interval,
    brier: brierScore(probabilities, truth),
    baseBrier: brierScore(
      probabilities.map(() => base),
      truth,
    ),
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

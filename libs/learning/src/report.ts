import type { CalibrationMethod } from './calibrate/choose-calibration.ts';
import type { Drift } from './drift/drift.ts';
import type { ReliabilityBin } from './evaluate/calibration-error.ts';
import type { Leak } from './leakage/leak.ts';
import type { Scorecard } from './scorecard/scorecard.ts';
import type { Segment } from './segments/segment.ts';

export type ColumnReport = {
  readonly name: string;
  readonly type: string;
  readonly used: boolean;
  /** Why it is left out, in words; null where it is used. */
  readonly reason: string | null;
  /** Share of the learned rows that do not tell it. */
  readonly missing: number;
};

export type LeakReport = Leak & { readonly leftOut: boolean };

export type SplitReport = {
  readonly kind: 'random' | 'time';
  readonly train: number;
  readonly test: number;
  readonly seed: number;
  /** Of a split by time: the first instant held out, epoch milliseconds. */
  readonly fromMs: number | null;
  /** Rows without a time, which a split by time can use for nothing. */
  readonly undated: number;
};

export type ModelReport = {
  readonly penalty: number;
  readonly intercept: number;
  /** Log odds per input, as the encoder measures it. */
  readonly coefficients: readonly { readonly column: string; readonly input: string; readonly weight: number }[];
  readonly calibration: CalibrationMethod;
};

/** How good the model is on rows that it did not learn from. Shares from 0 to 1. */
export type Evaluation = {
  readonly auc: number;
  /** 95 % (DeLong). */
  readonly aucInterval: readonly [number, number];
  readonly brier: number;
  /** The Brier score of whoever says the learned rows' share of wins each time: a model that is worth something is below it. */
  readonly baseBrier: number;
  /** Expected calibration error, ten bins of equal width. */
  readonly ece: number;
  /** The share of all wins among the 20, 30 and 50 % of the highest probability. */
  readonly recallAt: { readonly '20': number; readonly '30': number; readonly '50': number };
  readonly reliability: readonly ReliabilityBin[];
  readonly rows: number;
  readonly positives: number;
};

export type Learned = {
  readonly split: SplitReport;
  readonly model: ModelReport;
  readonly evaluation: Evaluation;
  /** How far the rows held out differ from those learned from; null where they are not later ones. */
  readonly drift: Drift | null;
  /** Null where no column tells enough for points. */
  readonly scorecard: (Scorecard & { readonly auc: number }) | null;
};

export type LearnReport = {
  /** Rows learned from or judged on. */
  readonly used: number;
  readonly positives: number;
  readonly columns: readonly ColumnReport[];
  readonly leaks: readonly LeakReport[];
  readonly segments: readonly Segment[];
  readonly segmentsTested: number;
  /** Null where there are not enough outcomes. */
  readonly learned: Learned | null;
  /** Why nothing was learned, a sentence; null where something was. */
  readonly notLearned: string | null;
};

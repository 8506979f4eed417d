import type { ConversionModel } from './conversion-model.ts';
import { scoreDistribution, type ScoreDistribution } from './drift/drift.ts';
import { fitModel } from './learn-model.ts';
import { learnColumns } from './learn.ts';
import type { Evaluation, LearnReport } from './report.ts';
import type { HistoryTable } from './table/history-table.ts';

export type LiveLearning = {
  readonly report: LearnReport;
  /** Null where nothing was learned. */
  readonly model: ConversionModel | null;
  /** How its probabilities are spread over the rows it was learned from; null where there is no model. */
  readonly distribution: ScoreDistribution | null;
  /** Why it gives no probability, a sentence; null where it may. */
  readonly useless: string | null;
};

export type LiveLearningOptions = {
  readonly seed: number;
  /** The column that says when each outcome became known. */
  readonly time: string;
  readonly scorecardOf: (column: string) => boolean;
};

/**
 * A model to be used from now on. It is judged by one that was learned from the outcomes known first, on those known last, and then
 * learned anew from all of them, since the newest tell most about what comes. Its rows hold what was known beforehand,
 * so no column is left out for seeming otherwise.
 */
export function learnLive(table: HistoryTable, { seed, time, scorecardOf }: LiveLearningOptions): LiveLearning {
  const keep = table.columns.map(({ name }) => name);
  const options = { seed, time, split: 'time', ignore: [], keep, scorecardOf } as const;
  const { report, usable } = learnColumns(table, options);
  if (report.learned === null) return { report, model: null, distribution: null, useless: report.notLearned };
  const rows = Int32Array.from(table.outcomes, (_, row) => row);
  const step = (): void => undefined;
  const { model, said } = fitModel({ columns: usable, outcomes: table.outcomes, rows, options, step });
  return {
    report,
    model,
    distribution: scoreDistribution(said),
    useless: uselessBecause(report.learned.evaluation),
  };
}

/** On the rows held out it must tell more than their base rate does, and more than chance. */
function uselessBecause({ auc, aucInterval, brier, baseBrier }: Evaluation): string | null {
  if (aucInterval[0] > 0.5 && brier < baseBrier) return null;
  return (
    `What is known of leads when they are handed over does not tell who buys: on the outcomes held out the model has an AUC of ` +
    `${auc.toFixed(3)} (95 % interval ${aucInterval[0].toFixed(3)} to ${aucInterval[1].toFixed(3)}) and a Brier score of ` +
    `${brier.toFixed(4)}, where the base rate alone has 0.500 and ${baseBrier.toFixed(4)}.`
  );
}

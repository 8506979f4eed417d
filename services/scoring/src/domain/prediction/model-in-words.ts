import { groupInWords, type ConversionModel, type LearnReport } from '@smarketing/learning';
import type { DriftSince } from './drift-since.ts';
import type { ModelVersion, Tally } from './model-version.ts';
import { notYet } from './predict.ts';

export type Weight = {
  readonly column: string;
  /** A group of the column, or the measure that it goes in by. */
  readonly input: string;
  /** Log odds; of a measure for two standard deviations. */
  readonly weight: number;
  readonly words: string;
};

export type ModelShown = {
  /** `useful`: it gives probabilities. */
  readonly state: 'not enough outcomes' | 'useless' | 'useful';
  readonly words: string;
  readonly outcomes: { readonly won: number; readonly lost: number; readonly sinceModel: number };
  readonly version: number | null;
  readonly trainedAt: string | null;
  readonly trainedFrom: { readonly won: number; readonly lost: number } | null;
  readonly weights: readonly Weight[];
  readonly drift: DriftSince['drift'];
  readonly calibrationError: number | null;
  readonly calibrationFrom: DriftSince['calibrationFrom'];
  /** As `smarketing learn` tells it of a file: figures of the outcomes held out, columns, segments, scorecard. */
  readonly report: LearnReport | null;
};

const MOST_WEIGHTS = 15;

export function showModel(model: ModelVersion | null, tally: Tally, since: DriftSince | null): ModelShown {
  const outcomes = { won: tally.won, lost: tally.lost, sinceModel: tally.since };
  const { drift = null, calibrationError = null, calibrationFrom = null } = since ?? {};
  if (model === null) {
    return {
      ...{ state: 'not enough outcomes', words: notYet(tally).probabilityWords, outcomes },
      ...{ version: null, trainedAt: null, trainedFrom: null, weights: [], report: null },
      ...{ drift, calibrationError, calibrationFrom },
    };
  }
  return {
    state: model.model === null ? 'not enough outcomes' : model.useless === null ? 'useful' : 'useless',
    words: model.useless ?? usefulInWords(model),
    outcomes,
    version: model.version,
    trainedAt: new Date(model.trainedAtMs).toISOString(),
    trainedFrom: model.outcomes,
    weights: model.model === null || model.useless !== null ? [] : topWeights(model.model),
    ...{ drift, calibrationError, calibrationFrom, report: model.report },
  };
}

function usefulInWords({ version, trainedAtMs, outcomes, report }: ModelVersion): string {
  const { auc = 0, ece = 0, rows = 0 } = report.learned?.evaluation ?? {};
  return (
    `Version ${version} of the model was learned on ${new Date(trainedAtMs).toISOString().slice(0, 10)} from ${outcomes.won} won and ` +
    `${outcomes.lost} lost. On the ${rows} outcomes held out its AUC is ${auc.toFixed(3)}, and its probabilities are off by ` +
    `${(ece * 100).toFixed(1)} % on average.`
  );
}

/** The strongest first. */
function topWeights({ inputs, coefficients }: ConversionModel): Weight[] {
  let at = 0;
  const all = inputs.flatMap(({ column, measure, groups }) => [
    ...(measure === null ? [] : [weightOf(column, measure.isLog ? 'its logarithm' : 'its value', coefficients[at++]!)]),
    ...groups.map((group) => weightOf(column, groupInWords(group), coefficients[at++]!)),
  ]);
  return all.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MOST_WEIGHTS);
}

function weightOf(column: string, input: string, weight: number): Weight {
  const times = Math.exp(Math.abs(weight)).toFixed(2);
  const effect = weight >= 0 ? `raises the odds ${times} times` : `lowers the odds ${times} times`;
  const isMeasure = input === 'its value' || input === 'its logarithm';
  const what = isMeasure ? `${column}: two standard deviations more of ${input}` : `${column}: ${input}`;
  return { column, input, weight, words: `${what} ${effect}.` };
}

import type { CompiledAgreement, CompiledModel } from '../compile/compile-agreement.ts';
import type { BuyerStage } from '../schema/intent.ts';
import type { Span } from './counted-occurrences.ts';
import { digitOf, type Digit } from './digit.ts';
import { intentAt, occurrencesIn, stageAt, type ActiveSignal } from './intent-at.ts';
import { scoreEngagement } from './score-engagement.ts';
import type { ScoreEntry } from './score-entry.ts';
import { scoreFit, type FitGrade, type FitScore } from './score-fit.ts';
import type { Tallies } from './tallies.ts';

/** All points are hundredths; all instants epoch milliseconds. */
export type Score = {
  model: string;
  version: number;
  at: number;
  score: number;
  fit: number;
  engagement: number;
  /** `A1` … `D4`, or `X`. */
  grade: string;
  fitGrade: FitGrade;
  digit: Digit;
  /** Too few fit dimensions are known to trust the letter. */
  provisional: boolean;
  disqualifiedBy: string[];
  missingFields: string[];
  /** The intent signals that still speak, newest first. */
  intent: ActiveSignal[];
  handRaised: boolean;
  /** They said that they are just researching, and no hand was raised. */
  justResearching: boolean;
  stage: BuyerStage;
  stageEvidence: string[];
  /** Fit first, then what they did, oldest first. Their points sum to the score. */
  entries: ScoreEntry[];
};

export type ScoreOptions = {
  /** Default: `default`. */
  model?: string;
  /** Only evidence after this instant counts: after a recycle. */
  evidenceFrom?: number | undefined;
  /** The digit last published, which hysteresis keeps. */
  previousDigit?: Digit | undefined;
  /** The profile's fit in this model, where it is known already. */
  fit?: FitScore | undefined;
};

/**
 * The score at an instant, by the order of operations of the agreement: occurrence caps (in the tallies), decay, group caps, total
 * bounds. `nowMs` must not lie before the newest event folded into the tallies: for an instant in the past, fold what had
 * occurred by then.
 */
export function scoreAt(
  tallies: Tallies,
  profile: object,
  compiled: CompiledAgreement,
  nowMs: number,
  { model: modelId = 'default', evidenceFrom, previousDigit, fit: known }: ScoreOptions = {},
): Score {
  const model = modelNamed(compiled, modelId);
  const span: Span = { after: evidenceFrom ?? -Infinity, until: nowMs };
  const fit = known ?? scoreFit(profile, model.fit);
  const engagement = scoreEngagement(tallies, model, span);
  const digit = digitOf(engagement.points, model.engagement, previousDigit);
  const intent = intentAt(tallies, compiled.intent, span);
  const handRaised = intent.some(({ handRaiser }) => handRaiser);
  const { stage, evidence } = stageAt(tallies, compiled.intent, intent, span);
  const barsForMs = compiled.intent.justResearching?.barsCallsForMs ?? 0;
  return {
    model: modelId,
    version: compiled.version,
    at: nowMs,
    score: fit.points + engagement.points,
    fit: fit.points,
    engagement: engagement.points,
    grade: fit.grade === 'X' ? 'X' : `${fit.grade}${digit}`,
    fitGrade: fit.grade,
    digit,
    provisional: fit.provisional,
    disqualifiedBy: fit.disqualifiedBy,
    missingFields: fit.missingFields,
    intent,
    handRaised,
    justResearching:
      !handRaised && occurrencesIn(tallies.research, { after: -Infinity, until: nowMs }, barsForMs).length > 0,
    stage,
    stageEvidence: evidence,
    entries: fit.entries.concat(engagement.entries),
  };
}

/** By model, what `ScoreOptions` says of one. */
type ModelsOptions = {
  evidenceFrom?: number | undefined;
  previousDigits?: Partial<Record<string, Digit>>;
  fits?: ReadonlyMap<string, FitScore>;
};

/** One score per model, the best first: not disqualified before disqualified, then by score; ties keep the document's order. */
export function scoreModels(
  tallies: Tallies,
  profile: object,
  compiled: CompiledAgreement,
  nowMs: number,
  options: ModelsOptions = {},
): [Score, ...Score[]] {
  const { evidenceFrom, previousDigits = {}, fits } = options;
  const scores = [...compiled.models.keys()].map((model) =>
    scoreAt(tallies, profile, compiled, nowMs, {
      model,
      evidenceFrom,
      previousDigit: previousDigits[model],
      fit: fits?.get(model),
    }),
  );
  return scores.sort((a, b) => Number(a.fitGrade === 'X') - Number(b.fitGrade === 'X') || b.score - a.score) as [
    Score,
    ...Score[],
  ];
}

export function modelNamed(compiled: CompiledAgreement, id: string): CompiledModel {
  const model = compiled.models.get(id);
  if (model === undefined) throw new Error(`The agreement has no model "${id}".`);
  return model;
}

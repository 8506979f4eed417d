import type { CompiledAgreement, CompiledModel } from '../compile/compile-agreement.ts';
import type { BuyerStage } from '../schema/intent.ts';
import type { Span } from './counted-occurrences.ts';
import { digitOf, type Digit } from './digit.ts';
import { intentAt, occurrencesIn, stageAt, type ActiveSignal } from './intent-at.ts';
import { engagementPoints } from './engagement-points.ts';
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

/** A score without its ledger: `ledgerOf` has it for whoever asks why. */
export type ScoreInBrief = Omit<Score, 'entries'>;

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
  options: ScoreOptions = {},
): Score {
  const model = modelNamed(compiled, options.model);
  const fit = options.fit ?? scoreFit(profile, model.fit);
  const { points, entries } = scoreEngagement(tallies, model, spanOf(nowMs, options.evidenceFrom));
  return { ...inBrief(tallies, compiled, nowMs, model, fit, points, options), entries: fit.entries.concat(entries) };
}

/** The same without the ledger, which costs most where an agreement has many rules. */
function briefAt(
  tallies: Tallies,
  profile: object,
  compiled: CompiledAgreement,
  nowMs: number,
  options: ScoreOptions,
): ScoreInBrief {
  const model = modelNamed(compiled, options.model);
  const fit = options.fit ?? scoreFit(profile, model.fit);
  const points = engagementPoints(tallies, model, spanOf(nowMs, options.evidenceFrom));
  return inBrief(tallies, compiled, nowMs, model, fit, points, options);
}

/** The ledger of a score, made of the same tallies, profile and evidence. */
export function ledgerOf(
  { model: id, at }: ScoreInBrief,
  tallies: Tallies,
  profile: object,
  compiled: CompiledAgreement,
  evidenceFrom?: number,
): ScoreEntry[] {
  const model = modelNamed(compiled, id);
  const { entries } = scoreEngagement(tallies, model, spanOf(at, evidenceFrom));
  return scoreFit(profile, model.fit).entries.concat(entries);
}

function spanOf(nowMs: number, evidenceFrom = -Infinity): Span {
  return { after: evidenceFrom, until: nowMs };
}

function inBrief(
  tallies: Tallies,
  compiled: CompiledAgreement,
  nowMs: number,
  model: CompiledModel,
  fit: FitScore,
  points: number,
  { evidenceFrom, previousDigit }: ScoreOptions,
): ScoreInBrief {
  const span = spanOf(nowMs, evidenceFrom);
  const digit = digitOf(points, model.engagement, previousDigit);
  const intent = intentAt(tallies, compiled.intent, span);
  const handRaised = intent.some(({ handRaiser }) => handRaiser);
  const { stage, evidence } = stageAt(tallies, compiled.intent, intent, span);
  const barsForMs = compiled.intent.justResearching?.barsCallsForMs ?? 0;
  return {
    model: model.id,
    version: compiled.version,
    at: nowMs,
    score: fit.points + points,
    fit: fit.points,
    engagement: points,
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
  };
}

/** By model, what `ScoreOptions` says of one. */
type ModelsOptions = {
  evidenceFrom?: number | undefined;
  previousDigits?: Partial<Record<string, Digit>>;
  fits?: ReadonlyMap<string, FitScore>;
};

/** One score per model, with its ledger, the best first: not disqualified before disqualified, then by score; ties keep the document's order. */
export function scoreModels(
  tallies: Tallies,
  profile: object,
  compiled: CompiledAgreement,
  nowMs: number,
  options: ModelsOptions = {},
): [Score, ...Score[]] {
  return bestFirst(compiled, options, (one) => scoreAt(tallies, profile, compiled, nowMs, one));
}

/** The same without the ledgers. */
export function scoreModelsInBrief(
  tallies: Tallies,
  profile: object,
  compiled: CompiledAgreement,
  nowMs: number,
  options: ModelsOptions = {},
): [ScoreInBrief, ...ScoreInBrief[]] {
  return bestFirst(compiled, options, (one) => briefAt(tallies, profile, compiled, nowMs, one));
}

function bestFirst<S extends ScoreInBrief>(
  { models }: CompiledAgreement,
  { evidenceFrom, previousDigits = {}, fits }: ModelsOptions,
  score: (options: ScoreOptions) => S,
): [S, ...S[]] {
  const scores: S[] = [];
  for (const model of models.keys()) {
    scores.push(score({ model, evidenceFrom, previousDigit: previousDigits[model], fit: fits?.get(model) }));
  }
  return scores.sort((a, b) => Number(a.fitGrade === 'X') - Number(b.fitGrade === 'X') || b.score - a.score) as [
    S,
    ...S[],
  ];
}

export function modelNamed(compiled: CompiledAgreement, id = 'default'): CompiledModel {
  const model = compiled.models.get(id);
  if (model === undefined) throw new Error(`The agreement has no model "${id}".`);
  return model;
}

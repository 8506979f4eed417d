import {
  explainScore,
  foldEvidence,
  scoreModels,
  toPoints,
  type CompiledAgreement,
  type Digit,
  type ScorableEvent,
} from '@smarketing/agreement';
import { NO_PRESSURE, contactPressure, withEvidence } from './contact-pressure.ts';
import { evidenceFrom } from './fences.ts';
import { hasObjected } from './has-objected.ts';
import { OBJECTED, isComparable, unscored } from './judge-models.ts';
import type { LeadScore } from './lead-score.ts';
import { withRobotsMarked } from './mail-robots.ts';
import { unknown, type Prediction } from './prediction/predict.ts';
import { intentSignal, iso, ledgerEntry } from './ledger.ts';

export type Asked = {
  readonly leadId: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Left out: the model by which the lead scores best. */
  readonly model?: string | undefined;
};

const OBJECTED_TO = unknown('objected to profiling', `${OBJECTED}.`);

/**
 * The score at any instant, folded from what had occurred by then, under the given agreement, with the profile and the
 * consent as known now. Points have at most two decimals, and those of the entries sum exactly to the score.
 */
export function explainLead(
  lead: LeadScore,
  evidence: readonly ScorableEvent[],
  { leadId, atMs, model }: Asked,
  { agreement, signed }: { readonly agreement: CompiledAgreement; readonly signed: boolean },
  prediction: Prediction,
) {
  const isObjected = hasObjected(lead.consent.statements);
  const from = evidenceFrom(lead, atMs);
  const judged = withRobotsMarked(evidence);
  const machineSignals = judged.filter(({ machine }) => machine === true).length;
  const scores = isObjected
    ? unscored(agreement, atMs)
    : scoreModels(foldEvidence(judged, agreement), lead.profile.fields, agreement, atMs, {
        previousDigits: digitsAt(lead, atMs, agreement.version),
        ...(from === undefined ? {} : { evidenceFrom: from }),
      });
  const score = scores.find((each) => model === undefined || each.model === model);
  if (score === undefined) return null;
  return {
    leadId,
    model: score.model,
    at: iso(atMs),
    score: toPoints(score.score),
    grade: score.grade,
    provisional: score.provisional,
    fit: toPoints(score.fit),
    engagement: toPoints(score.engagement),
    stage: score.stage,
    intent: score.intent.map(intentSignal),
    ...(isObjected ? OBJECTED_TO : prediction),
    agreementVersion: agreement.version,
    signed,
    evidenceFrom: from === undefined ? null : iso(from),
    missingFields: score.missingFields,
    /** How much of the evidence no human did: it weighs nothing. */
    machineSignals,
    pressure: contactPressure({ ...judged.reduce(withEvidence, NO_PRESSURE), touches: lead.pressure.touches }, atMs),
    entries: score.entries.map(ledgerEntry),
    words: isObjected ? [`${OBJECTED}.`] : [...explainScore(score), ...robotsInWords(machineSignals)],
  };
}

function robotsInWords(count: number): string[] {
  if (count === 0) return [];
  return [count === 1 ? 'One signal of a robot weighs nothing.' : `${count} signals of robots weigh nothing.`];
}

/** The digits that hysteresis keeps, where what was published last was published by then. */
function digitsAt(lead: LeadScore, atMs: number, version: number): Partial<Record<string, Digit>> {
  const published = Object.entries(lead.standings).filter(
    ([, standing]) => standing.atMs <= atMs && isComparable(standing, lead, version),
  );
  return Object.fromEntries(published.map(([model, { digit }]) => [model, digit]));
}

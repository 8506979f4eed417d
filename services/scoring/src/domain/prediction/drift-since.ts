import { driftOf, expectedCalibrationError, probabilityOf, reliability, type Drift } from '@smarketing/learning';
import type { Attempt, EndedAttempt } from './attempt.ts';
import { cellOf } from './learn-from-attempts.ts';
import type { ModelVersion } from './model-version.ts';

/** Fewer outcomes say less of the calibration than those held out did. */
const LEAST_SINCE = 100;

export type DriftSince = {
  /** Null where the model gives no probability. */
  readonly drift: Drift | null;
  /** The expected calibration error on the outcomes since, where they are enough, else on those held out. */
  readonly calibrationError: number | null;
  readonly calibrationFrom: 'outcomes since' | 'outcomes held out' | null;
};

/** How far leads and outcomes since are still what the model was learned from. */
export function driftSince(
  { model, distribution, useless, report }: ModelVersion,
  since: { readonly began: readonly Attempt[]; readonly ended: readonly EndedAttempt[] },
): DriftSince {
  if (model === null || distribution === null || useless !== null || report.learned === null) {
    return { drift: null, calibrationError: null, calibrationFrom: null };
  }
  const saidOf = ({ features }: Attempt): number => probabilityOf(model, (column) => cellOf(features, column));
  const probabilities = since.ended.map(saidOf);
  const outcomes = since.ended.map(({ won }) => Number(won));
  const drift = driftOf(distribution, { since: since.began.map(saidOf), probabilities, outcomes });
  return since.ended.length >= LEAST_SINCE
    ? {
        ...{ drift, calibrationFrom: 'outcomes since' },
        calibrationError: expectedCalibrationError(reliability(probabilities, outcomes)),
      }
    : { drift, calibrationFrom: 'outcomes held out', calibrationError: report.learned.evaluation.ece };
}

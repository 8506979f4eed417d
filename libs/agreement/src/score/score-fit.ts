import type { CompiledFit } from '../compile/compile-fit.ts';
import { clamp, withhold, type ScoreEntry } from './score-entry.ts';

export type FitGrade = 'A' | 'B' | 'C' | 'D' | 'X';

export type FitScore = {
  /** Hundredths. */
  points: number;
  grade: FitGrade;
  /** Too few dimensions are known to trust the grade. */
  provisional: boolean;
  knownDimensions: number;
  /** Labels of the disqualifiers that hold. */
  disqualifiedBy: string[];
  /** Required fields that are unknown: marketing's debt. */
  missingFields: string[];
  entries: ScoreEntry[];
};

/** What the person is worth by who they are. Only what is certainly true counts: unknown gives and takes nothing. */
export function scoreFit(profile: object, fit: CompiledFit): FitScore {
  const row = fit.rowOf(profile);
  let entries: ScoreEntry[] = [];
  let sum = 0;
  let knownDimensions = 0;
  for (const { isKnown, countsAsKnown, everyMatch, rules } of fit.dimensions) {
    if (!isKnown(row)) continue;
    if (countsAsKnown) knownDimensions += 1;
    for (const rule of rules) {
      if (rule.holds(row) !== true) continue;
      entries.push(rule.entry);
      sum += rule.base;
      if (!everyMatch) break;
    }
  }
  const points = clamp(sum, 0, fit.cap);
  if (points !== sum) {
    // The rules' own entries stay as they are.
    entries = entries.map((entry) => ({ ...entry }));
    withhold(entries, 0, fit.cap);
  }
  const disqualifiedBy: string[] = [];
  for (const { label, holds } of fit.disqualifiers) if (holds(row) === true) disqualifiedBy.push(label);
  const missingFields: string[] = [];
  for (const { field, isFilled } of fit.requiredFields) if (!isFilled(row)) missingFields.push(field);
  return {
    points,
    grade: disqualifiedBy.length > 0 ? 'X' : letter(points, fit.thresholds),
    provisional: knownDimensions < fit.knownDimensionsForFullGrade,
    knownDimensions,
    disqualifiedBy,
    missingFields,
    entries,
  };
}

function letter(points: number, at: CompiledFit['thresholds']): FitGrade {
  return points >= at.A ? 'A' : points >= at.B ? 'B' : points >= at.C ? 'C' : 'D';
}

import type { CompiledFit } from '../compile/compile-fit.ts';
import { withhold, type ScoreEntry } from './score-entry.ts';

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
  const entries: ScoreEntry[] = [];
  let knownDimensions = 0;
  for (const dimension of fit.dimensions) {
    const isKnown = dimension.fields.some((read) => {
      const value = read(profile);
      return value !== undefined && value !== null && value !== '';
    });
    if (!isKnown) continue;
    if (dimension.countsAsKnown) knownDimensions += 1;
    for (const rule of dimension.rules) {
      if (rule.holds(profile) !== true) continue;
      entries.push({
        rule: rule.id,
        label: rule.label,
        part: dimension.id,
        side: 'fit',
        eventId: null,
        occurredAt: null,
        basePoints: rule.base,
        points: rule.base,
        withheldByCap: 0,
        count: 1,
      });
      if (!dimension.everyMatch) break;
    }
  }
  const points = withhold(entries, 0, fit.cap);
  const disqualifiedBy = fit.disqualifiers.filter(({ holds }) => holds(profile) === true).map(({ label }) => label);
  return {
    points,
    grade: disqualifiedBy.length > 0 ? 'X' : letter(points, fit.thresholds),
    provisional: knownDimensions < fit.knownDimensionsForFullGrade,
    knownDimensions,
    disqualifiedBy,
    missingFields: fit.requiredFields
      .filter(({ read }) => {
        const value = read(profile);
        return value === undefined || value === null || value === '';
      })
      .map(({ field }) => field),
    entries,
  };
}

function letter(points: number, at: CompiledFit['thresholds']): FitGrade {
  return points >= at.A ? 'A' : points >= at.B ? 'B' : points >= at.C ? 'C' : 'D';
}

import {
  qualify,
  scoreModels,
  type CompiledAgreement,
  type Decision,
  type Digit,
  type Score,
} from '@smarketing/agreement';
import type { ProfileFields } from '../lead-score.ts';
import type { History } from './history.ts';
import type { Step } from './steps.ts';
import type { TalliesAlong } from './tallies-along.ts';

export type Qualified = Extract<Decision, { outcome: 'qualified' }>;

export type FirstQualification = {
  readonly atMs: number;
  readonly score: Score;
  readonly decision: Qualified;
  readonly profile: ProfileFields;
};

export type Course = {
  /** The first time that the lead met the definition within the span; null: it never did. */
  readonly first: FirstQualification | null;
  /** What was said of it last, for those who never did. */
  readonly lastReason: string | null;
};

/** A lead's history made ready to be gone through under several agreements. */
export type Walk = { readonly history: History; readonly steps: readonly Step[] };

/**
 * Lets a lead go through a span under an agreement, step by step as each happened, as if nobody had begun to sell to it. Pure replay: the
 * same functions that score and qualify in earnest.
 */
export function courseOf({ history, steps }: Walk, agreement: CompiledAgreement, tallies: TalliesAlong): Course {
  if (history.isObjected) return { first: null, lastReason: 'The person objected to being profiled' };
  let lastReason: string | null = null;
  let previousDigits: Partial<Record<string, Digit>> = {};
  for (const [index, { atMs, profile }] of steps.entries()) {
    const from = history.evidenceFromMs(atMs);
    const since = from === undefined ? {} : { evidenceFrom: from };
    const coolOffUntilMs = history.coolOffUntilMs(atMs);
    const recycled =
      coolOffUntilMs === undefined ? {} : { recycledAt: coolOffUntilMs - agreement.qualification.coolOffMs };
    const known = tallies.at(index);
    const scores = scoreModels(known, profile, agreement, atMs, { ...since, previousDigits });
    const decisions = scores.map((score) => ({
      score,
      decision: qualify({ score, tallies: known, profile, compiled: agreement, nowMs: atMs, ...since, ...recycled }),
    }));
    for (const { score, decision } of decisions) {
      if (decision.outcome === 'qualified') return { first: { atMs, score, decision, profile }, lastReason: null };
    }
    // By the model that speaks for the lead best.
    lastReason = decisions[0]!.decision.outcome === 'qualified' ? null : decisions[0]!.decision.reason;
    previousDigits = Object.fromEntries(scores.map(({ model, digit }) => [model, digit]));
  }
  return { first: null, lastReason };
}

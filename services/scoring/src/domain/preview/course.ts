import {
  qualify,
  scoreModels,
  type CompiledAgreement,
  type Decision,
  type Digit,
  type Score,
  type Tallies,
} from '@smarketing/agreement';
import type { ProfileFields } from '../lead-score.ts';
import type { Span } from './excerpt.ts';
import type { History } from './history.ts';
import { profileAt } from './profiles-over.ts';
import type { Step } from './steps.ts';
import type { TalliesAlong } from './tallies-along.ts';

export type Qualified = Extract<Decision, { outcome: 'qualified' }>;

export type FirstQualification = {
  readonly atMs: number;
  readonly score: Score;
  readonly decision: Qualified;
  readonly profile: ProfileFields;
  /** It met the definition already when the span began. */
  readonly metBefore: boolean;
};

export type Course = {
  /** The first time that the lead met the definition within the span; null: it never did. */
  readonly first: FirstQualification | null;
  /** What was said of it last, for those who never did. */
  readonly lastReason: string | null;
};

/** A lead's history made ready to be gone through under several agreements. */
export type Walk = { readonly history: History; readonly steps: readonly Step[]; readonly span: Span };

/**
 * Lets a lead go through a span under an agreement, step by step as each happened, as if nobody had begun to sell to it. Pure replay: the
 * same functions that score and qualify in earnest.
 */
export function courseOf({ history, steps, span }: Walk, agreement: CompiledAgreement, along: TalliesAlong): Course {
  if (history.isObjected) return { first: null, lastReason: 'The person objected to being profiled' };
  let lastReason: string | null = null;
  let previousDigits: Partial<Record<string, Digit>> = {};
  for (const [index, { atMs, profile }] of steps.entries()) {
    const decisions = decisionsAt({ history, profile, tallies: along.at(index), agreement, atMs, previousDigits });
    const qualified = decisions.find(isQualified);
    if (qualified !== undefined) {
      const before = { atMs: span.fromMs, profile: profileAt(history.profiles, span.fromMs), tallies: along.before() };
      const metBefore = decisionsAt({ history, agreement, previousDigits: {}, ...before }).some(isQualified);
      return { first: { atMs, profile, metBefore, ...qualified }, lastReason: null };
    }
    // By the model that speaks for the lead best.
    const [{ decision }] = decisions as [Decided];
    lastReason = decision.outcome === 'qualified' ? null : decision.reason;
    previousDigits = Object.fromEntries(decisions.map(({ score: { model, digit } }) => [model, digit]));
  }
  return { first: null, lastReason };
}

type Decided = { readonly score: Score; readonly decision: Decision };

type Then = {
  readonly history: History;
  readonly agreement: CompiledAgreement;
  readonly atMs: number;
  readonly profile: ProfileFields;
  readonly tallies: Tallies;
  readonly previousDigits: Partial<Record<string, Digit>>;
};

/** What each model says of the lead at an instant, the one that speaks for it best first. */
function decisionsAt({ history, agreement, atMs, profile, tallies, previousDigits }: Then): Decided[] {
  const from = history.evidenceFromMs(atMs);
  const since = from === undefined ? {} : { evidenceFrom: from };
  const coolOffUntilMs = history.coolOffUntilMs(atMs);
  const recycled =
    coolOffUntilMs === undefined ? {} : { recycledAt: coolOffUntilMs - agreement.qualification.coolOffMs };
  return scoreModels(tallies, profile, agreement, atMs, { ...since, previousDigits }).map((score) => ({
    score,
    decision: qualify({ score, tallies, profile, compiled: agreement, nowMs: atMs, ...since, ...recycled }),
  }));
}

function isQualified(decided: Decided): decided is { readonly score: Score; readonly decision: Qualified } {
  return decided.decision.outcome === 'qualified';
}

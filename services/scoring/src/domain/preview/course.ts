import {
  addEvidence,
  foldEvidence,
  qualify,
  scoreModels,
  type CompiledAgreement,
  type Decision,
  type Digit,
  type Score,
  type Tallies,
} from '@smarketing/agreement';
import { instantOf } from '../evidence-of.ts';
import type { History } from './history.ts';

/** Epoch milliseconds: what happens after `fromMs` and up to `untilMs`. */
export type Span = { readonly fromMs: number; readonly untilMs: number };

export type Qualified = Extract<Decision, { outcome: 'qualified' }>;

export type Course = {
  /** The first time that the lead met the definition within the span; null: it never did. */
  readonly first: { readonly atMs: number; readonly score: Score; readonly decision: Qualified } | null;
  /** What was said of it last, for those who never did. */
  readonly lastReason: string | null;
};

/**
 * Lets a lead go through a span under an agreement, event by event as each happened, as if nobody had begun to sell to it. Pure
 * replay: the same functions that score and qualify in earnest.
 */
export function courseOf(history: History, agreement: CompiledAgreement, { fromMs, untilMs }: Span): Course {
  const before = history.evidence.filter((event) => instantOf(event) <= fromMs);
  const within = history.evidence.filter((event) => instantOf(event) > fromMs && instantOf(event) <= untilMs);
  if (history.isObjected) return { first: null, lastReason: 'The person objected to being profiled' };
  let tallies: Tallies = foldEvidence(before, agreement);
  let lastReason: string | null = null;
  let previousDigits: Partial<Record<string, Digit>> = {};
  for (const [index, event] of within.entries()) {
    // Robots weigh nothing, and nothing follows from them.
    if (event.machine === true) continue;
    tallies = addEvidence(tallies, event, agreement, { firstSeen: true });
    if (tallies.rebuild) tallies = foldEvidence([...before, ...within.slice(0, index + 1)], agreement);
    const nowMs = instantOf(event);
    const from = history.evidenceFromMs(nowMs);
    const since = from === undefined ? {} : { evidenceFrom: from };
    const coolOffUntilMs = history.coolOffUntilMs(nowMs);
    const recycled =
      coolOffUntilMs === undefined ? {} : { recycledAt: coolOffUntilMs - agreement.qualification.coolOffMs };
    const scores = scoreModels(tallies, history.profile, agreement, nowMs, { ...since, previousDigits });
    const decisions = scores.map((score) => ({
      score,
      decision: qualify({
        score,
        tallies,
        profile: history.profile,
        compiled: agreement,
        nowMs,
        ...since,
        ...recycled,
      }),
    }));
    for (const { score, decision } of decisions)
      if (decision.outcome === 'qualified') return { first: { atMs: nowMs, score, decision }, lastReason: null };
    // By the model that speaks for the lead best.
    lastReason = decisions[0]!.decision.outcome === 'qualified' ? null : decisions[0]!.decision.reason;
    previousDigits = Object.fromEntries(scores.map(({ model, digit }) => [model, digit]));
  }
  return { first: null, lastReason };
}

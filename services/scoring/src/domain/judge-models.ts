import {
  qualify,
  scoreModelsInBrief,
  type CompiledAgreement,
  type Decision,
  type Digit,
  type Score,
  type ScoreInBrief,
} from '@smarketing/agreement';
import { accountEngagedAt } from './account-signal.ts';
import { coolOffUntil, evidenceFrom } from './fences.ts';
import { cyclesInTheWay } from './cycles.ts';
import { hasObjected } from './has-objected.ts';
import type { Cause, LeadScore, Standing } from './lead-score.ts';
import type { Moment } from './moment.ts';
import { whoTheyAre } from './who-they-are.ts';

export const OBJECTED = 'Objected to profiling: nothing is scored';

export type Verdict = Pick<Decision, 'outcome' | 'reason'> & { readonly because: string };

/** A model's score, and what the agreement makes of it. */
export type Judged = {
  readonly score: ScoreInBrief;
  readonly verdict: Verdict;
  /** What the agreement asks for, where it says that the lead qualifies. */
  readonly qualified: Extract<Decision, { outcome: 'qualified' }> | null;
};

/** All models, the best first. `lead.tallies` are current. */
export function judgeModels(lead: LeadScore, cause: Cause, moment: Moment): Judged[] {
  const { agreement, nowMs } = moment;
  const isObjected = hasObjected(lead.consent.statements);
  const from = evidenceFrom(lead);
  const until = coolOffUntil(lead);
  const { fits, exclusion } = whoTheyAre(lead.profile.fields, agreement);
  const scores = isObjected
    ? unscored(agreement, nowMs)
    : scoreModelsInBrief(lead.tallies, lead.profile.fields, agreement, nowMs, {
        previousDigits: previousDigits(lead, agreement.version),
        evidenceFrom: from,
        fits,
      });
  const inTheWay = cyclesInTheWay(lead, moment);
  const engagedAt = accountEngagedAt(lead, moment, from);
  return scores.map((score) => {
    const decision = qualify({
      score,
      tallies: lead.tallies,
      profile: lead.profile.fields,
      compiled: agreement,
      nowMs,
      accountEngagedAt: engagedAt,
      cause: cause === 'time' ? 'time' : 'evidence',
      openCycle: inTheWay.some(({ model }) => model === score.model),
      evidenceFrom: from,
      exclusion,
      // What was promised when the lead came back holds, also where the agreement has another cool-off by now.
      recycledAt: until === undefined ? undefined : until - agreement.qualification.coolOffMs,
    });
    if (decision.outcome === 'qualified') {
      return { score, qualified: decision, verdict: { ...decision, because: 'rule' } };
    }
    const verdict = isObjected && decision.because !== 'excluded' ? OBJECTION : decision;
    return { score, qualified: null, verdict };
  });
}

const OBJECTION: Verdict = { outcome: 'none', because: 'objected', reason: OBJECTED };

/** What hysteresis keeps: the digits last published. */
function previousDigits(lead: LeadScore, version: number): Partial<Record<string, Digit>> {
  const digits: Partial<Record<string, Digit>> = {};
  for (const model in lead.standings) {
    const standing = lead.standings[model]!;
    if (isComparable(standing, lead, version)) digits[model] = standing.digit;
  }
  return digits;
}

/** Whether rules and the evidence that counts are the same since: only then did the lead itself rise or fall. */
export function isComparable(standing: Standing, lead: LeadScore, version: number): boolean {
  return standing.version === version && standing.evidenceFromMs === (evidenceFrom(lead) ?? null);
}

/** What is left of a score when the person objected: nothing, and no grade that would judge them. */
export function unscored(agreement: CompiledAgreement, atMs: number): Score[] {
  return [...agreement.models.keys()].map((model) => ({
    ...{ model, version: agreement.version, at: atMs, score: 0, fit: 0, engagement: 0 },
    ...{ grade: 'X', fitGrade: 'X', digit: 4, provisional: true, handRaised: false, justResearching: false },
    ...{ disqualifiedBy: [], missingFields: [], intent: [], stage: 'aware', stageEvidence: [], entries: [] },
  }));
}

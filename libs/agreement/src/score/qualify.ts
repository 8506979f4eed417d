import type { CompiledAgreement, CompiledExclusion } from '../compile/compile-agreement.ts';
import type { CompiledEvidence, CompiledQualificationRule } from '../compile/compile-qualification.ts';
import type { Priority } from '../schema/qualification.ts';
import { occurrencesIn } from './intent-at.ts';
import type { ScoreInBrief } from './score-at.ts';
import type { Tallies } from './tallies.ts';

export type Decision =
  | {
      outcome: 'qualified';
      priority: Priority;
      rule: string;
      /** The rule in words. */
      reason: string;
      /** Business minutes. */
      firstTouchMinutes: number;
    }
  | {
      outcome: 'nurture' | 'none' | 'excluded' | 'held';
      /** A word that programs can rely on. */
      because: DecisionCause;
      reason: string;
      rule?: string;
      /** Where an excluded person goes instead. */
      goesTo?: string;
    };

export type DecisionCause =
  | 'excluded'
  | 'disqualified'
  | 'open-cycle'
  | 'time-alone'
  | 'nothing-yet'
  | 'stale'
  | 'cool-off'
  | 'just-researching'
  | 'nurture-rule'
  | 'no-rule';

export type QualificationInput = {
  /** Made with the same `evidenceFrom`. */
  score: ScoreInBrief;
  tallies: Tallies;
  profile: object;
  compiled: CompiledAgreement;
  nowMs: number;
  /** A rise by time alone changes the grade and never qualifies. Default: `evidence`. */
  cause?: 'evidence' | 'time';
  /** One cycle at a time per person and model. */
  openCycle?: boolean;
  /** When the last cycle was recycled, epoch milliseconds. */
  recycledAt?: number | undefined;
  /** Only evidence after this instant counts, epoch milliseconds. */
  evidenceFrom?: number | undefined;
  /** What excludes the profile, where that is known already; null: nothing does. */
  exclusion?: CompiledExclusion | null;
  /** Of each person of the account, this one included: when they last engaged, epoch milliseconds. */
  accountEngagedAt?: readonly number[];
};

/** What becomes of a lead under the agreement. The order of the checks is part of what was signed. */
export function qualify(input: QualificationInput): Decision {
  const { score, tallies, profile, compiled, nowMs, evidenceFrom = -Infinity } = input;
  const { exclusion = exclusionOf(profile, compiled) } = input;
  if (exclusion !== null) {
    const reason = `${exclusion.label}: goes to ${exclusion.goesTo}`;
    return { outcome: 'excluded', because: 'excluded', reason, rule: exclusion.id, goesTo: exclusion.goesTo };
  }
  if (score.fitGrade === 'X') {
    return { outcome: 'excluded', because: 'disqualified', reason: `Disqualified: ${score.disqualifiedBy.join('; ')}` };
  }
  if (input.openCycle === true) {
    return { outcome: 'none', because: 'open-cycle', reason: 'Sales is working this lead: news for its owner' };
  }
  if (input.cause === 'time') {
    return { outcome: 'none', because: 'time-alone', reason: 'Nothing new happened: time alone qualifies nobody' };
  }
  const newestAt = tallies.newestAt;
  if (newestAt === null || newestAt <= evidenceFrom) {
    return { outcome: 'none', because: 'nothing-yet', reason: 'Nothing that counts has happened yet' };
  }
  if (newestAt <= nowMs - compiled.qualification.freshnessMs) {
    const days = compiled.document.qualification.freshnessDays;
    return { outcome: 'held', because: 'stale', reason: `The newest evidence is older than ${days} days` };
  }

  const rule = compiled.qualification.rules.find((each) => ruleHolds(each, input));
  if (rule === undefined) {
    return {
      outcome: 'nurture',
      because: 'no-rule',
      reason: `No rule qualifies grade ${score.grade} with this intent`,
    };
  }
  if (rule.outcome === 'nurture') {
    return { outcome: 'nurture', because: 'nurture-rule', reason: rule.label, rule: rule.id };
  }
  const recycledAt = input.recycledAt;
  if (recycledAt !== undefined && !score.handRaised && nowMs < recycledAt + compiled.qualification.coolOffMs) {
    const days = compiled.document.qualification.coolOffDays;
    return { outcome: 'held', because: 'cool-off', reason: `Recycled less than ${days} days ago`, rule: rule.id };
  }
  if (rule.calls && score.justResearching) {
    const reason = 'Said to be just researching: no calls for now';
    return { outcome: 'nurture', because: 'just-researching', reason, rule: rule.id };
  }
  return {
    outcome: 'qualified',
    priority: rule.outcome,
    rule: rule.id,
    reason: rule.label,
    firstTouchMinutes: rule.firstTouchMinutes ?? compiled.document.sla.priorities[rule.outcome].firstTouchMinutes,
  };
}

/** The first exclusion that holds. */
export function exclusionOf(profile: object, { exclusions }: CompiledAgreement): CompiledExclusion | null {
  return exclusions.find(({ holds }) => holds(profile) === true) ?? null;
}

function ruleHolds(rule: CompiledQualificationRule, input: QualificationInput): boolean {
  const { score, profile } = input;
  return (
    (rule.models === undefined || rule.models.has(score.model)) &&
    (rule.fit === undefined || rule.fit.has(score.fitGrade) || (score.provisional && rule.fit.has('unknown'))) &&
    (rule.digits === undefined || rule.digits.has(score.digit)) &&
    (rule.handRaised === undefined || rule.handRaised === score.handRaised) &&
    (rule.intent === undefined || rule.intent === score.intent.length > 0) &&
    (rule.anyOf === undefined || rule.anyOf.some((evidence) => evidenceHolds(evidence, input))) &&
    (rule.profile === undefined || rule.profile(profile) === true)
  );
}

function evidenceHolds(evidence: CompiledEvidence, input: QualificationInput): boolean {
  const { nowMs, tallies, evidenceFrom = -Infinity } = input;
  const span = { after: evidenceFrom, until: nowMs };
  switch (evidence.kind) {
    case 'signal':
      return occurrencesIn(tallies.signals[evidence.signal], span, evidence.withinMs).length >= evidence.times;
    case 'accountPeople': {
      const engaged = (input.accountEngagedAt ?? []).filter((at) => at <= nowMs && at > nowMs - evidence.withinMs);
      return engaged.length >= evidence.people;
    }
  }
}

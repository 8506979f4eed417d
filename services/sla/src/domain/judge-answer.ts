import { choiceNamed } from '@smarketing/agreement';
import { isPlanDone } from './attempt-plan.ts';
import { assignmentsOf, isDealOf, successorOf } from './assignment-of.ts';
import type { Afterwards, Answer, Assignment, SlaLead, Verdict } from './sla-lead.ts';
import { endingAnswers } from './stops.ts';
import type { AskedFact, ReasonTerms, Terms } from './terms.ts';

export type Judgement =
  | {
      readonly kind: 'accepted';
      readonly of: Assignment;
      readonly verdict: Verdict;
      readonly afterwards: Afterwards;
      readonly track: string | null;
    }
  | { readonly kind: 'refused'; readonly of: Assignment | null; readonly because: string }
  /** The same was said, and judged, before. */
  | { readonly kind: 'repeated' }
  /** Its assignment has not come yet. */
  | { readonly kind: 'early' };

const VERDICTS = { reject: 'rejected', recycle: 'recycled', disqualify: 'disqualified' } as const;

/**
 * Judges an answer to a hand-off by the agreement and by what is known of the assignment: only its owner answers, a refusal has
 * a reason that the agreement knows and the fact that it asks for, "before contact" and "after contact" are not mixed, and
 * nobody is given up before the attempt plan was done.
 */
export function judgeAnswer(lead: SlaLead, answer: Answer, terms: Terms): Judgement {
  const assignment = answeredAssignment(lead, answer);
  if (assignment === null) return { kind: 'early' };
  const refused = (because: string): Judgement => ({ kind: 'refused', of: assignment, because });

  const given = lead.answers.filter(({ of, verdict }) => of === assignment.assignmentId && verdict !== null);
  if (given.some((earlier) => saysTheSame(earlier, answer))) return { kind: 'repeated' };
  const successor = successorOf(lead, assignment);
  if (successor?.proposed) return refused(`the lead was proposed to ${successor.repName} since`);
  if (successor) return refused(`the lead went to ${successor.repName} since: only its owner can answer`);
  const final = endingAnswers(lead, assignment).find(({ afterwards }) => afterwards !== 'mending');
  if (final) return refused(`it was answered before: ${[final.verdict, final.reason].filter(Boolean).join(', ')}`);
  const closed = lead.deals.find((deal) => deal.state !== 'opened' && isDealOf(lead, deal, assignment));
  if (closed) return refused(`the deal was ${closed.state}: the hand-off is over`);

  if (answer.answer === 'accepted') {
    return { kind: 'accepted', of: assignment, verdict: 'accepted', afterwards: 'goes on', track: null };
  }
  if (answer.reason === null) return refused('a rejection needs a reason of the agreement');
  const reason = terms.reason(answer.reason);
  if (reason === null) return refused(`the agreement has no reason "${answer.reason}"`);
  const objection = objectionTo(lead, assignment, answer, reason, terms);
  if (objection !== null) return refused(objection);
  const { kind, afterwards, track } = reason;
  return { kind: 'accepted', of: assignment, verdict: VERDICTS[kind], afterwards, track };
}

function answeredAssignment(lead: SlaLead, answer: Answer): Assignment | null {
  const matching = assignmentsOf(lead, answer);
  const found = matching.find(({ repId }) => repId === answer.by) ?? matching.at(-1) ?? null;
  const named = lead.assignments.find(({ assignmentId }) => assignmentId === answer.assignmentId);
  // Who answers a proposal does not answer for somebody else, who was given the lead since.
  return named && found && named.repId !== found.repId ? named : found;
}

function saysTheSame(earlier: Answer, answer: Answer): boolean {
  return earlier.answer === answer.answer && earlier.reason === answer.reason;
}

function objectionTo(
  lead: SlaLead,
  assignment: Assignment,
  answer: Answer,
  reason: ReasonTerms,
  terms: Terms,
): string | null {
  const factProblem = missingFact(answer, reason);
  if (factProblem !== null) return factProblem;
  if (reason.suppresses) return null;
  if (reason.needsPlanDone && !isPlanDone(lead, assignment, terms, answer.occurredAtMs)) {
    return `"${reason.label}" needs the attempt plan to be done: calls and e-mails of it are still missing`;
  }
  const touches = lead.touches.filter(
    (touch) => touch.occurredAtMs <= answer.occurredAtMs && isInCycle(lead, assignment.cycleId, touch),
  );
  if (reason.kind === 'reject' && touches.some(({ reached }) => reached)) {
    return `"${reason.label}" is a reason before contact, and you have talked: recycle or disqualify`;
  }
  if (reason.kind !== 'reject' && touches.length === 0) {
    return `"${reason.label}" is a reason after contact, and no call, e-mail or meeting is known`;
  }
  return null;
}

function isInCycle(lead: SlaLead, cycleId: string, touch: SlaLead['touches'][number]): boolean {
  return assignmentsOf(lead, touch).some((assignment) => assignment.cycleId === cycleId);
}

/**
 * The first fact that a reason asks for must be there (as `fact`, or under its field's name); further ones may be left out.
 * A date may be the word "unknown": the nurture tracks have a wake-up for that. Where there are choices, it is one of them.
 */
function missingFact(answer: Answer, { asks, label }: ReasonTerms): string | null {
  for (const [index, asked] of asks.entries()) {
    const fact = answer.facts[asked.field] ?? (index === 0 ? answer.fact : null);
    if (fact === null || fact.trim() === '') {
      if (index === 0) return `"${label}" asks for one fact: ${asked.label}`;
    } else if (!isOfType(asked, fact.trim())) {
      return `"${label}" asks for a date, ${asked.label}: write 2027-01-31, or unknown`;
    } else if (asked.choices !== null && choiceNamed(asked.choices, fact) === undefined) {
      const choices = asked.choices.map(({ label: words, value }) => (words === value ? value : `${words} (${value})`));
      return `"${label}" asks ${asked.label}, and "${shortened(fact)}" is none of: ${choices.join('; ')}`;
    }
  }
  return null;
}

const MOST_SAID_AGAIN = 80;

function shortened(fact: string): string {
  const said = fact.trim();
  return said.length > MOST_SAID_AGAIN ? `${said.slice(0, MOST_SAID_AGAIN)}…` : said;
}

function isOfType({ type }: AskedFact, fact: string): boolean {
  if (type !== 'date' || fact.toLowerCase() === 'unknown') return true;
  return /^\d{4}-\d{2}-\d{2}/.test(fact) && !Number.isNaN(Date.parse(fact));
}

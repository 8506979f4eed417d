import type { Emit } from '@smarketing/messaging';
import { saysAccepted, saysRefused } from './answer-events.ts';
import { settlePlan } from './attempt-plan.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Moment } from './moment.ts';
import { settleClock } from './settle-clock.ts';
import type { Answer, Assignment, JudgedAnswer, SlaLead } from './sla-lead.ts';

const ANSWERS_KEPT = 50;

export type Outcome = { readonly lead: SlaLead; readonly emits: readonly Emit[] };

/**
 * Draws all conclusions from the facts known by now: judges the answers whose assignment is there, ends clocks and plans, takes
 * back breaches, dates open clocks anew. Says nothing that time alone brings about: that is for the timer.
 */
export function settle(lead: SlaLead, moment: Moment): Outcome {
  const judged = judgeWaiting(lead, moment);
  const emits = [...judged.emits];
  let settled = judged.lead;
  for (const { assignmentId } of settled.assignments) {
    const before = settled.assignments.find((each) => each.assignmentId === assignmentId);
    if (before === undefined) continue;
    const clocks = before.clocks.map((clock) => {
      const { clock: after, emits: said } = settleClock(settled, before, clock, moment);
      emits.push(...said);
      return after;
    });
    settled = withAssignment(settled, { ...before, clocks, plan: settlePlan(settled, before, moment.nowMs) });
  }
  return { lead: settled, emits };
}

export function withAssignment(lead: SlaLead, changed: Assignment): SlaLead {
  return {
    ...lead,
    assignments: lead.assignments.map((each) => (each.assignmentId === changed.assignmentId ? changed : each)),
  };
}

function judgeWaiting(lead: SlaLead, moment: Moment): Outcome {
  return lead.waiting.reduce<Outcome>(
    (outcome, { arrivedAtMs: _, ...answer }) => {
      const judgement = judgeAnswer(outcome.lead, answer, moment.terms);
      if (judgement.kind === 'early') return outcome;
      const without = dropWaiting(outcome.lead, answer);
      if (judgement.kind === 'repeated') return { lead: without, emits: outcome.emits };
      if (judgement.kind === 'refused') {
        return refuse({ lead: without, emits: outcome.emits }, answer, judgement.of, judgement.because, moment);
      }
      const { of, verdict, afterwards } = judgement;
      return {
        lead: keepAnswer(without, { ...answer, of: of.assignmentId, verdict, afterwards, because: null }),
        emits: [...outcome.emits, saysAccepted(answer, judgement, moment)],
      };
    },
    { lead, emits: [] },
  );
}

export function refuse(
  { lead, emits }: Outcome,
  answer: Answer,
  of: Assignment | null,
  because: string,
  moment: Moment,
): Outcome {
  return {
    lead: keepAnswer(lead, { ...answer, of: of?.assignmentId ?? null, verdict: null, afterwards: 'goes on', because }),
    emits: [...emits, saysRefused(answer, of, because, moment)],
  };
}

export function dropWaiting(lead: SlaLead, answer: Answer): SlaLead {
  return { ...lead, waiting: lead.waiting.filter(({ eventId }) => eventId !== answer.eventId) };
}

function keepAnswer(lead: SlaLead, judged: JudgedAnswer): SlaLead {
  return { ...lead, answers: [...lead.answers, judged].slice(-ANSWERS_KEPT) };
}

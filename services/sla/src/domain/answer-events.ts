import { answerAccepted, answerRefused } from '@smarketing/contracts';
import { emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import { iso } from './clock-events.ts';
import type { Judgement } from './judge-answer.ts';
import type { Moment } from './moment.ts';
import type { Answer, Assignment } from './sla-lead.ts';

function said(answer: Answer, { nowMs }: Moment) {
  return {
    answerEventId: answer.eventId,
    ...(answer.reason === null ? {} : { reason: answer.reason }),
    ...(answer.fact === null ? {} : { fact: answer.fact }),
    ...(answer.by === null ? {} : { by: answer.by }),
    at: iso(nowMs),
    occurredAt: iso(answer.occurredAtMs),
  };
}

/** `goesOn`: a rejection after which its owner keeps the lead, since the data will be put right. */
export function saysAccepted(
  answer: Answer,
  { of, verdict, afterwards, track }: Extract<Judgement, { kind: 'accepted' }>,
  moment: Moment,
): Emit {
  const { assignmentId, cycleId, repId, pool, priority } = of;
  return emit(
    answerAccepted,
    moment.leadId,
    {
      ...said(answer, moment),
      answer: verdict,
      assignmentId,
      cycleId,
      repId,
      pool,
      priority,
      ...(Object.keys(answer.facts).length === 0 ? {} : { facts: answer.facts }),
      ...(track === null ? {} : { track }),
      ...(afterwards === 'mending' ? { goesOn: true } : {}),
    },
    moment.receivedAt,
  );
}

export function saysRefused(answer: Answer, of: Assignment | null, because: string, moment: Moment): Emit {
  return emit(
    answerRefused,
    moment.leadId,
    {
      ...said(answer, moment),
      answer: answer.answer,
      because,
      ...(of === null ? {} : { assignmentId: of.assignmentId, cycleId: of.cycleId, repId: of.repId }),
    },
    moment.receivedAt,
  );
}

import { isEndedBySales, unknownCycle } from './cycles.ts';
import { newFeedbackLead } from './feedback-lead.ts';
import type { Cycle, FeedbackLead } from './feedback-lead.ts';

/** What was decided here, without anything that is derived from what others told: the type says which is which. */
export function forgotten(lead: FeedbackLead): FeedbackLead {
  const { version, enrolment, lastExit, disqualifiedAtMs, suppressedAtMs, mailsAtMs, postponed, armedForMs } = lead;
  const decided = { version, enrolment, lastExit, disqualifiedAtMs, suppressedAtMs, mailsAtMs, postponed, armedForMs };
  return { ...newFeedbackLead(), ...decided, cycles: lead.cycles.flatMap(forgottenCycle) };
}

function forgottenCycle(cycle: Cycle): Cycle[] {
  const { cycleId, recycledAtMs } = cycle;
  const ended = isEndedBySales(cycle) ? cycle.ended : null;
  return ended === null && recycledAtMs === null ? [] : [{ ...unknownCycle(cycleId), ended, recycledAtMs }];
}

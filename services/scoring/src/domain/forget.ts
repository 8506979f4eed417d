import { newLeadScore } from './lead-score.ts';
import type { LeadScore } from './lead-score.ts';

/** What was decided here, without anything that is derived from what others told: the type says which is which. */
export function forgotten(lead: LeadScore): LeadScore {
  const { version, standings, cycles, earlier, cyclesSoFar, fences, closedDeals } = lead;
  const { nomination, generation, heard, pending, armedForMs, contributed, account } = lead;
  return {
    ...newLeadScore(),
    ...{ version, standings, cycles, earlier, cyclesSoFar, fences, closedDeals },
    ...{ nomination, generation: generation + 1, heard, pending, armedForMs, contributed, account },
  };
}

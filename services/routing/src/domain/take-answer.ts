import type { answerAccepted, DataOf } from '@smarketing/contracts';
import type { BookDraft } from './book-draft.ts';
import { closeCycle, restoreTurn } from './close-cycle.ts';
import type { LeadRouting } from './lead-routing.ts';
import { heldIn, withCycle } from './lead-routing.ts';
import type { Placed } from './place-cycle.ts';
import { repNamed } from './rep.ts';
import { rerouteWrongOwner } from './reroute.ts';
import type { World } from './world.ts';

type Answer = DataOf<typeof answerAccepted>;

/** What an answer that is in accordance with the rules means for the assignment. */
export function takeAnswer(leadId: string, lead: LeadRouting, answer: Answer, draft: BookDraft, world: World): Placed {
  const cycle = lead.cycles.find(({ cycleId }) => cycleId === answer.cycleId);
  const held = cycle && heldIn(cycle.place);
  const current = held?.assignmentId === answer.assignmentId ? held : undefined;
  const closed = (outcome: 'rejected' | 'recycled' | 'disqualified'): Placed => ({
    lead: closeCycle(lead, answer.cycleId, outcome, answer.reason ?? null, draft, world.nowMs),
    emits: [],
  });
  switch (answer.answer) {
    case 'accepted': {
      if (!cycle || !current || cycle.acceptedAtMs !== null) return { lead, emits: [] };
      return { lead: withCycle(lead, { ...cycle, acceptedAtMs: Date.parse(answer.occurredAt) }), emits: [] };
    }
    case 'rejected': {
      if (answer.reason !== undefined && world.plan.wrongOwnerReasons.has(answer.reason)) {
        // Somebody else has it by now: then the wrong owner is no longer its owner.
        if (!cycle || !current) return { lead, emits: [] };
        return rerouteWrongOwner(leadId, lead, cycle, current, repNamed(world.reps, answer.fact), draft, world);
      }
      if (answer.reason !== undefined && world.plan.fixDataReasons.has(answer.reason)) return { lead, emits: [] };
      const isOwned = cycle?.place.kind === 'assigned';
      if (isOwned && current && answer.reason !== undefined && world.plan.turnBack.reasons.has(answer.reason)) {
        restoreTurn(current, draft, world);
      }
      return closed('rejected');
    }
    case 'recycled':
      return closed('recycled');
    case 'disqualified':
      return closed('disqualified');
    default:
      return answer.answer satisfies never;
  }
}

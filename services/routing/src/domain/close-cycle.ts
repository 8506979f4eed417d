import type { BookDraft } from './book-draft.ts';
import type { Assignment, CycleOutcome, EarlierCycle, LeadRouting, Place } from './lead-routing.ts';
import { EARLIER_CYCLES_KEPT } from './lead-routing.ts';
import { giveTurnBack, releaseLead, takeTurn } from './seat.ts';
import type { World } from './world.ts';

/**
 * Ends a cycle: its owner has room again. A cycle that is not known (its qualification is still on its way) is remembered as
 * ended, so that it never begins; one that ended before keeps its first outcome, unless that was only our own guess.
 */
export function closeCycle(
  lead: LeadRouting,
  cycleId: string,
  outcome: CycleOutcome,
  reason: string | null,
  draft: BookDraft,
  nowMs: number,
): LeadRouting {
  const open = lead.cycles.find((cycle) => cycle.cycleId === cycleId);
  const known = lead.earlier.find((cycle) => cycle.cycleId === cycleId);
  if (known && known.outcome !== 'superseded') return lead;
  if (open) vacate(open.place, draft);
  if (open && open.account !== null) draft.closeCycle(cycleId);
  const ended: EarlierCycle = {
    cycleId,
    startedAtMs: open?.qualifiedAtMs ?? known?.startedAtMs ?? null,
    endedAtMs: known?.endedAtMs ?? nowMs,
    outcome,
    reason,
  };
  return {
    ...lead,
    cycles: lead.cycles.filter((cycle) => cycle !== open),
    earlier: [...lead.earlier.filter((cycle) => cycle !== known), ended].slice(-EARLIER_CYCLES_KEPT),
  };
}

/** Its owner has room again; who was only proposed has the turn again. */
export function vacate(place: Place, draft: BookDraft): void {
  if (place.kind === 'assigned') draft.setSeat(releaseLead(draft.seatOf(place.assignment.rep.id)));
  if (place.kind === 'proposed') {
    const { rep, pool, turn } = place.proposal;
    draft.setSeat(takeTurn(draft.seatOf(rep.id), pool, -turn));
  }
}

/** Lets the rep have the turn again that a lead cost which was none, within the month's limit. */
export function restoreTurn({ rep, pool, turn }: Assignment, draft: BookDraft, { plan, reps, nowMs }: World): void {
  const owner = reps.get(rep.id);
  if (!owner) return;
  const { timeZone } = plan.officeHours(owner);
  const seat = giveTurnBack(draft.seatOf(rep.id), pool, turn, plan.turnBack.maxShare, timeZone, nowMs);
  if (seat) draft.setSeat(seat);
}

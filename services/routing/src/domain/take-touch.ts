import { isGenuine, type DataOf, type touchLogged } from '@smarketing/contracts';
import { countedTouch } from './counted-touch.ts';
import type { LeadRouting, SeenTouch } from './lead-routing.ts';
import { TOUCHES_KEPT } from './lead-routing.ts';
import type { World } from './world.ts';

/** Remembers a genuine touch, and marks the assignments that it counts for. Nothing happens in the future. */
export function takeTouch(
  lead: LeadRouting,
  touch: DataOf<typeof touchLogged>,
  { reps, nowMs }: Pick<World, 'reps' | 'nowMs'>,
): LeadRouting {
  if (!isGenuine(touch)) return lead;
  const seen: SeenTouch = {
    kind: touch.kind,
    atMs: Math.min(Date.parse(touch.occurredAt), nowMs),
    by: touch.by ?? null,
    disposition: touch.disposition ?? null,
    cycleId: touch.cycleId ?? null,
    assignmentId: touch.assignmentId ?? null,
  };
  const touches = [...lead.touches, seen].sort((a, b) => a.atMs - b.atMs).slice(-TOUCHES_KEPT);
  return {
    ...lead,
    touches,
    cycles: lead.cycles.map((cycle) => {
      if (cycle.place.kind !== 'assigned') return cycle;
      const { assignment } = cycle.place;
      const counted = countedTouch(cycle, assignment, [seen], reps);
      const touchedAtMs = Math.min(assignment.touchedAtMs ?? Infinity, counted ?? Infinity);
      if (touchedAtMs === (assignment.touchedAtMs ?? Infinity)) return cycle;
      return { ...cycle, place: { kind: 'assigned', assignment: { ...assignment, touchedAtMs } } };
    }),
  };
}

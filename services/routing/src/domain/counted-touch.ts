import type { Assignment, OpenCycle, SeenTouch } from './lead-routing.ts';
import type { Reps } from './rep.ts';
import { repNamed } from './rep.ts';

/**
 * When the owner first touched the lead under this assignment, by event time; null for never. A cycle's first assignment
 * counts from the cycle's start, since who waits for routing may be called before it is done; a later one from itself, or from when it was proposed. A touch
 * that names no rep of ours counts as the owner's: most systems send no more than "a call".
 */
export function countedTouch(
  cycle: OpenCycle,
  assignment: Assignment,
  touches: readonly SeenTouch[],
  reps: Reps,
): number | null {
  const { assignmentId, atMs, proposed } = assignment;
  const fromMs = cycle.formerReps.length === 0 ? Math.min(cycle.qualifiedAtMs, atMs) : (proposed?.atMs ?? atMs);
  const counted = touches.find((touch) => {
    if (touch.cycleId !== null && touch.cycleId !== cycle.cycleId) return false;
    if (touch.assignmentId !== null && touch.assignmentId !== proposed?.proposalId) {
      return touch.assignmentId === assignmentId;
    }
    // CRMs stamp whole seconds.
    if (Math.floor(touch.atMs / 1000) < Math.floor(fromMs / 1000)) return false;
    const by = repNamed(reps, touch.by ?? undefined);
    return by === undefined || by.id === assignment.rep.id;
  });
  return counted ? counted.atMs : null;
}

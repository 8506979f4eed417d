import type { Cycle } from './cycles.ts';
import type { ClockFacts, LeadView } from './lead-view.ts';

export type OpenClock = {
  readonly kind: 'first-touch' | 'answer';
  readonly dueAt: string;
  /** When the breach was announced; null while it is in time, or the announcement was taken back. */
  readonly breachedAt: string | null;
  /** False where the clock only measures, since the rung holds nobody to the promise. */
  readonly act: boolean;
};

/**
 * The promises that are still owed, first due first. Only what was met is told by an event of its own: other clocks end with
 * what closed them, which is a deal, an answer, or another assignment.
 */
export function openClocks({ clocks }: LeadView, cycle: Cycle | null): readonly OpenClock[] {
  if (cycle?.state !== 'open' || cycle.deal !== null) return [];
  const { placed, answered } = cycle.facts;
  // Until the data is put right, nothing is owed by who asked for that.
  if (answered?.goesOn && answered.assignmentId === placed?.assignmentId) return [];
  return Object.entries(clocks)
    .filter(([, { said, met }]) => met === null && said.cycleId === cycle.id && isCurrent(said, placed))
    .toSorted(([a, x], [b, y]) => x.said.dueAtMs - y.said.dueAtMs || (a < b ? -1 : 1))
    .map(([, { said, breached, withdrawn }]) => ({
      kind: said.kind,
      dueAt: new Date(said.dueAtMs).toISOString(),
      act: said.act ?? true,
      breachedAt:
        breached !== null && breached.rank > (withdrawn?.rank ?? -1) ? new Date(breached.atMs).toISOString() : null,
    }));
}

function isCurrent({ assignmentId }: ClockFacts['said'], placed: Cycle['facts']['placed']): boolean {
  return placed === null || placed.assignmentId === assignmentId;
}

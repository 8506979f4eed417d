import type { Cycle } from './cycles.ts';
import type { DealFacts, LeadView } from './lead-view.ts';

export function isCustomer({ deals }: LeadView): boolean {
  return Object.values(deals).some(({ state }) => state?.state === 'won');
}

/** Of the cycle, or, where there is none, of the lead. */
export function hasOpenDeal({ deals }: LeadView, cycle: Cycle | null): boolean {
  if (cycle !== null) return cycle.deal?.state?.state === 'open';
  return Object.values(deals).some(({ state }) => state?.state === 'open');
}

/** The deal that changed last. */
export function newestDeal(deals: readonly DealFacts[]): DealFacts | null {
  const at = ({ state, detail }: DealFacts): { atMs: number; eventId: string } => state ?? detail;
  return deals.toSorted((a, b) => at(b).atMs - at(a).atMs || (at(a).eventId < at(b).eventId ? 1 : -1))[0] ?? null;
}

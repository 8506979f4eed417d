import type { Cycle } from './cycles.ts';
import { newestDeal } from './deals.ts';
import type { LeadView, Owner } from './lead-view.ts';

/** Who has the lead now: whom it was routed to, else who sold it, or is about to, without having been routed anything. */
export function ownerOf({ deals }: LeadView, cycle: Cycle | null): Owner | null {
  if (cycle?.state === 'open') return cycle.facts.placed?.owner ?? null;
  const routed = cycle?.state === 'won' ? (cycle.facts.placed?.owner ?? null) : null;
  if (routed !== null) return routed;
  const all = Object.values(deals);
  const won = newestDeal(all.filter(({ state }) => state?.state === 'won'));
  const open = cycle === null ? newestDeal(all.filter(({ state }) => state?.state === 'open')) : null;
  const seller = (won ?? open)?.state?.by ?? null;
  return seller === null ? null : { id: seller, name: seller };
}

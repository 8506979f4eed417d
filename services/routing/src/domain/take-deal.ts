import { accountOf } from '@smarketing/contracts';
import type { DataOf, dealLost, dealWon } from '@smarketing/contracts';
import type { BookDraft } from './book-draft.ts';
import { closeCycle } from './close-cycle.ts';
import { evidenceAtOf } from './evidence-at.ts';
import { heldIn, type LeadRouting, type OpenCycle } from './lead-routing.ts';
import type { Placed } from './place-cycle.ts';
import { repNamed } from './rep.ts';
import type { World } from './world.ts';

type Deal = DataOf<typeof dealWon> | DataOf<typeof dealLost>;

/** A deal was won or lost: its cycle ends, and the account remembers who had the deal. */
export function takeDeal(
  lead: LeadRouting,
  outcome: 'won' | 'lost',
  deal: Deal,
  draft: BookDraft,
  world: World,
): Placed {
  const atMs = Date.parse(deal.occurredAt);
  const cycle = cycleOf(lead, deal, atMs, world);
  const owner = cycle?.place.kind === 'assigned' ? cycle.place.assignment.rep.id : undefined;
  const repId = repNamed(world.reps, deal.by)?.id ?? owner ?? null;
  const domain = cycle?.account ?? accountOf(lead.profile?.fields ?? {});
  if (domain !== null && repId !== null) draft.noteDeal({ domain, repId, atMs });

  const newer = lead.lastDeal === null || lead.lastDeal.atMs < atMs;
  const noted = newer ? { ...lead, lastDeal: { atMs, outcome, repId } } : lead;
  const cycleId = cycle?.cycleId ?? deal.cycleId;
  if (cycleId === undefined) return { lead: noted, emits: [] };
  const reason = outcome === 'lost' && typeof deal['reason'] === 'string' ? deal['reason'] : null;
  return { lead: closeCycle(noted, cycleId, outcome, reason, draft, world.nowMs), emits: [] };
}

/** The cycle that a deal belongs to: the one it names, else the newest that it may have come of, its seller's before others'. */
function cycleOf(lead: LeadRouting, deal: Deal, atMs: number, { reps }: World): OpenCycle | undefined {
  if (deal.cycleId !== undefined) return lead.cycles.find(({ cycleId }) => cycleId === deal.cycleId);
  const ofAssignment = lead.cycles.find(
    ({ place }) => deal.assignmentId !== undefined && heldIn(place)?.assignmentId === deal.assignmentId,
  );
  if (ofAssignment) return ofAssignment;
  const possible = lead.cycles.filter((cycle) => evidenceAtOf(cycle) <= atMs);
  const seller = repNamed(reps, deal.by)?.id;
  const sellers = possible.filter(({ place }) => place.kind === 'assigned' && place.assignment.rep.id === seller);
  return sellers.at(-1) ?? possible.at(-1);
}

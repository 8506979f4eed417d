import type { Emit } from '@smarketing/messaging';
import type { BookDraft } from './book-draft.ts';
import { findOwner } from './find-owner.ts';
import type { LeadRouting } from './lead-routing.ts';
import { placeCycle } from './place-cycle.ts';
import type { Placed } from './place-cycle.ts';
import { lettingLie } from './reroute.ts';
import type { World } from './world.ts';

/** Asks again for every waiting cycle of the lead that is due. */
export function retryWaiting(leadId: string, before: LeadRouting, draft: BookDraft, world: World): Placed {
  let lead = before;
  const emits: Emit[] = [];
  for (const cycle of before.cycles) {
    if (cycle.place.kind === 'assigned' || cycle.place.retryAtMs > world.nowMs) continue;
    const wanted = { excluded: lettingLie(cycle), atWorkOnly: false, ownersFirst: true };
    const placed = placeCycle(leadId, lead, cycle, findOwner(lead, cycle, draft, world, wanted), draft, world);
    lead = placed.lead;
    emits.push(...placed.emits);
  }
  return { lead, emits };
}

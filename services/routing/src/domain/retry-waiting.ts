import type { Emit } from '@smarketing/messaging';
import type { BookDraft } from './book-draft.ts';
import { byStepUp } from './by-step-up.ts';
import { vacate } from './close-cycle.ts';
import { findOwner, type Verdict } from './find-owner.ts';
import { withCycle, type LeadRouting, type OpenCycle } from './lead-routing.ts';
import { placeCycle } from './place-cycle.ts';
import type { Placed } from './place-cycle.ts';
import { lettingLie } from './reroute.ts';
import { askRungAgainAt } from './retry.ts';
import type { World } from './world.ts';

/** Asks again for every waiting cycle of the lead that is due; also for one that waits for a rung on which somebody is assigned. */
export function retryWaiting(leadId: string, before: LeadRouting, draft: BookDraft, world: World): Placed {
  let lead = before;
  const emits: Emit[] = [];
  for (const cycle of before.cycles) {
    const { place } = cycle;
    if (place.kind === 'assigned' || place.retryAtMs > world.nowMs) continue;
    if (place.kind === 'proposed' && !world.plan.allows.assignsOwners) {
      lead = withCycle(lead, { ...cycle, place: { ...place, retryAtMs: askRungAgainAt(cycle, world) } });
      continue;
    }
    vacate(place, draft);
    const verdict = byStepUp(lead, cycle, world) ?? byRules(lead, cycle, draft, world);
    const placed = placeCycle(leadId, lead, cycle, verdict, draft, world);
    lead = placed.lead;
    emits.push(...placed.emits);
  }
  return { lead, emits };
}

function byRules(lead: LeadRouting, cycle: OpenCycle, draft: BookDraft, world: World): Verdict {
  return findOwner(lead, cycle, draft, world, { excluded: lettingLie(cycle), atWorkOnly: false, ownersFirst: true });
}

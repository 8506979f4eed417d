import { breachWithdrawn, slaBreached } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { breachIn, withdrawBreachIn } from './domain/cycles.ts';

/** Promises not kept, noted with their cycle, to be set against what became of it. */
export const onBreached = onLead({
  name: 'on-breached',
  on: [slaBreached],
  // Where nobody was held to it, it was measured, and no promise was broken.
  learn: (lead, { data: { cycleId, clockId, act = true } }) => (act ? breachIn(lead, cycleId, clockId) : lead),
});

export const onBreachWithdrawn = onLead({
  name: 'on-breach-withdrawn',
  on: [breachWithdrawn],
  learn: (lead, { data: { cycleId, clockId } }) => withdrawBreachIn(lead, cycleId, clockId),
});

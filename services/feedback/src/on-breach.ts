import { breachWithdrawn, slaBreached } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { breachIn, withdrawBreachIn } from './domain/cycles.ts';

/** Promises not kept, noted with their cycle, to be set against what became of it. */
export const onBreached = onLead({
  name: 'on-breached',
  on: [slaBreached],
  learn: (lead, { data: { cycleId, clockId } }) => breachIn(lead, cycleId, clockId),
});

export const onBreachWithdrawn = onLead({
  name: 'on-breach-withdrawn',
  on: [breachWithdrawn],
  learn: (lead, { data: { cycleId, clockId } }) => withdrawBreachIn(lead, cycleId, clockId),
});

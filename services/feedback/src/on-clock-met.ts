import { clockMet } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { touchCycle } from './domain/cycles.ts';
import { toldAt } from './domain/stated-at.ts';

/** How fast sales was: what a first touch in time is worth can be told once it is known what became of the cycle. */
export const onClockMet = onLead({
  name: 'on-clock-met',
  on: [clockMet],
  learn: (lead, { data, leadversion }) => {
    if (data.kind !== 'first-touch') return lead;
    const { cycleId, at, elapsedBusinessMinutes: businessMinutes, inTime } = data;
    return touchCycle(lead, cycleId, { ...toldAt(at, leadversion), businessMinutes, inTime });
  },
});

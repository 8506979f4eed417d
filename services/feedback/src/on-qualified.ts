import { leadQualified } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { startCycle } from './domain/cycles.ts';

/** A new cycle. It may have come to its end already, by a deal that named none. */
export const onQualified = onLead({
  name: 'on-qualified',
  on: [leadQualified],
  learn: (lead, { data }) => startCycle(lead, data, Date.parse(data.at)),
  occasion: ({ data: { cycleId } }) => ({ kind: 'cycle-heard-of', cycleId }),
});

import { leadRouted } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { routeCycle } from './domain/cycles.ts';

/** Sales has the lead: marketing keeps still until the cycle ends. */
export const onRouted = onLead({
  name: 'on-routed',
  on: [leadRouted],
  learn: (lead, { data }) => routeCycle(lead, data, Date.parse(data.at)),
  occasion: ({ data: { cycleId } }) => ({ kind: 'cycle-heard-of', cycleId }),
});

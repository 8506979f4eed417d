import { leadHeld, leadProposed, leadRerouted, leadRouted, leadUnroutable } from '@smarketing/contracts';
import { takeHeld, takeProposed, takeRouted, takeUnroutable } from './domain/take-placement.ts';
import { onLead } from './on-lead.ts';

/** Who has a cycle, or what it waits for. */
export const onRouting = [
  onLead('on-routing', leadRouted, takeRouted),
  onLead('on-routing', leadRerouted, takeRouted),
  onLead('on-routing', leadProposed, takeProposed),
  onLead('on-routing', leadHeld, takeHeld),
  onLead('on-routing', leadUnroutable, takeUnroutable),
];

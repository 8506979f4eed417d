import { leadHeld, leadRerouted, leadRouted, leadUnroutable } from '@smarketing/contracts';
import { takeHeld, takeRouted, takeUnroutable } from './domain/take-placement.ts';
import { onLead } from './on-lead.ts';

/** Who has a cycle, or what it waits for. */
export const onRouting = [
  onLead('on-routing', leadRouted, takeRouted),
  onLead('on-routing', leadRerouted, takeRouted),
  onLead('on-routing', leadHeld, takeHeld),
  onLead('on-routing', leadUnroutable, takeUnroutable),
];

import { leadScored } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { toldAt } from './domain/stated-at.ts';
import { takeStanding } from './domain/take-standing.ts';

/** Somebody who is engaged and whom no rule qualifies is nurtured; the buyer's stage sets the pace. */
export const onScored = onLead({
  name: 'on-scored',
  on: [leadScored],
  learn: (lead, { data: { model, at, outcome, grade, stage }, leadversion }) =>
    takeStanding(lead, model, { ...toldAt(at, leadversion), outcome, grade, stage }),
});

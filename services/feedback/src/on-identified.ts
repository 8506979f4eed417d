import { leadIdentified } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { takeIdentified } from './domain/take-engagement.ts';

/** A lead that did nothing yet counts as well: it has the date of what made it known. */
export const onIdentified = onLead({
  name: 'on-identified',
  on: [leadIdentified],
  learn: (lead, { data }) => takeIdentified(lead, { ...data, type: data.firstType }),
});

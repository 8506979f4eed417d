import { objectionHeard } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { takeObjection } from './domain/take-objection.ts';

/** What prospects say against us, for the content that answers it. */
export const onObjection = onLead({
  name: 'on-objection',
  on: [objectionHeard],
  learn: (lead, { data }) => takeObjection(lead, data),
});

import { engagementRecorded } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { takeEngagement } from './domain/take-engagement.ts';

/** Where leads come from and how far they come. Whether it wakes a nurtured lead is for scoring to say. */
export const onEngagement = onLead({
  name: 'on-engagement',
  on: [engagementRecorded],
  learn: (lead, { data }) => takeEngagement(lead, data),
});

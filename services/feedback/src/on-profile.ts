import { profileChanged } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { takeProfile } from './domain/take-profile.ts';

/** What reports tell leads apart by. */
export const onProfile = onLead({
  name: 'on-profile',
  on: [profileChanged],
  learn: (lead, { data }) => takeProfile(lead, data),
});

import { consentChanged, leadIdentified, profileChanged } from '@smarketing/contracts';
import { takeConsent, takeIdentified, takeProfile } from './domain/take-profile.ts';
import { onLead } from './on-lead.ts';

/** Who somebody is, where they came from, and what they allow. */
export const onProfile = [
  onLead('on-profile', leadIdentified, takeIdentified),
  onLead('on-profile', profileChanged, takeProfile),
  onLead('on-profile', consentChanged, takeConsent),
];

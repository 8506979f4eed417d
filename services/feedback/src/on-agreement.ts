import { agreementReactor } from '@smarketing/service-kit';

/** Enrolments go on under the new version: its steps, limits and paces hold from each lead's next event or timer. */
export const onAgreement = agreementReactor();

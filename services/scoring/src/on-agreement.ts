import { agreementReactor } from '@smarketing/service-kit';

/** A lead is scored anew under a new version when it is next touched, rechecked or asked for, at the latest by when-agreement-adopted. */
export const onAgreement = agreementReactor();

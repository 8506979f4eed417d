import { agreementReactor } from '@smarketing/service-kit';

/** A lead is folded anew under a new version when it is next touched, rechecked or asked for. */
export const onAgreement = agreementReactor();

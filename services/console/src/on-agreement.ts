import { agreementReactor } from '@smarketing/service-kit';

export const onAgreement = agreementReactor();

import { agreementReactor } from '@smarketing/service-kit';

/** Promises already made stay as they were made; calendars and judgements are those of the new version from now on. */
export const onAgreement = agreementReactor();

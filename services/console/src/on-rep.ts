import { repReactor } from '@smarketing/service-kit';

export const onRep = repReactor();

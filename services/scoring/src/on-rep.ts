import { repReactor } from '@smarketing/service-kit';

/** For previews: what a change would bring is held against the people there are. */
export const onRep = repReactor();

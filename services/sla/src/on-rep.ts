import { repReactor } from '@smarketing/service-kit';

/** Calendars and absences: a lead's clocks are dated anew when it is next touched upon, at the latest by its timer. */
export const onRep = repReactor();

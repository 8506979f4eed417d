/**
 * Calendars know the years 1970 to 2199 and are closed outside of them. It makes every search finite, and an absurd
 * event time costs nothing instead of centuries of computed holidays.
 */
export const HORIZON_FROM_MS = 0;
export const HORIZON_TO_MS = Date.UTC(2200, 0, 1);

/** Days of the week in ISO order, as an agreement spells them. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Opening and closing on the wall clock, `"HH:MM"`; opens inclusive, closes exclusive, `"24:00"` is the end of the day.
 * Work over midnight is two windows: until 24:00, and from 00:00 on the next day.
 */
export type WorkingWindow = readonly [opens: string, closes: string];

/** Days that are closed although their weekday has windows. */
export type HolidaySpec = {
  /** ISO 3166-1 code; closes on this country's *public* holidays (not on bank, school or optional ones). */
  readonly country?: string | undefined;
  /** State of the country (`BY`), or state and region (`BY-A`). */
  readonly region?: string | undefined;
  /** Further closed dates, `YYYY-MM-DD`. */
  readonly extraDates?: readonly string[] | undefined;
  /** Public holidays on which there is work all the same, `YYYY-MM-DD`. */
  readonly excludeDates?: readonly string[] | undefined;
};

/** A calendar as it stands in the agreement's YAML. A weekday that is left out is closed. */
export type CalendarSpec = {
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly windows: { readonly [day in Weekday]?: readonly WorkingWindow[] | undefined };
  readonly holidays?: HolidaySpec | undefined;
};

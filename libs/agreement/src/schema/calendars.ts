import { z } from 'zod';
import { identifier, label } from './identifier.ts';

/** `host` stands for the time zone of the machine that runs the installation, and is resolved when the document is compiled. */
export const timeZone = z.string().refine((name) => {
  if (name === 'host') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'is not a time zone: use an IANA name such as Europe/Berlin, or host');

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day is written 09:00');
const window = z.tuple([clock, clock]).refine(([from, to]) => from < to, 'a window must end after it begins');
const windows = z
  .array(window)
  .refine(
    (list) => list.every((each, i) => i === 0 || (list[i - 1]?.[1] ?? '') <= each[0]),
    'windows must be in order and not overlap',
  );
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written 2027-01-31');

export const calendar = z.strictObject({
  timeZone,
  windows: z.strictObject({
    mon: windows.optional(),
    tue: windows.optional(),
    wed: windows.optional(),
    thu: windows.optional(),
    fri: windows.optional(),
    sat: windows.optional(),
    sun: windows.optional(),
  }),
  holidays: z
    .strictObject({
      /** ISO 3166 country, and region within it. */
      country: z.string().optional(),
      region: z.string().optional(),
      extraDates: z.array(date).optional(),
      excludeDates: z.array(date).optional(),
    })
    .optional(),
});

export const calendars = z.strictObject({
  /** The calendar of every rep and clock that names no other. */
  default: identifier,
  list: z.array(z.strictObject({ id: identifier, label, spec: calendar })).min(1),
  /** When the lead's own clock is known, calls fall into these local hours. */
  callHours: z.tuple([clock, clock]).default(['09:00', '18:00']),
});

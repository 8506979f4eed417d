import { z } from 'zod';
import { identifier, label } from './identifier.ts';

/** `host` stands for the time zone of the machine that runs the installation, and is resolved when the document is compiled. */
export const timeZone = z.string().refine((name) => {
  if (name === 'host') return true;
  // A fixed offset would be taken, and be wrong by an hour for half of the year.
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'is not a time zone: use an IANA name such as Europe/Berlin, or host');

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day is written 09:00, in quotes')
  .describe('A time of day, such as "09:00".');
const window = z
  .tuple([clock, clock])
  .refine(([from, to]) => from < to, 'a window must end after it begins')
  .describe('From when to when, such as ["09:00", "17:00"].');
const windows = z
  .array(window)
  .refine(
    (list) => list.every((each, i) => i === 0 || (list[i - 1]?.[1] ?? '') <= each[0]),
    'windows must be in order and not overlap',
  )
  .describe('Working windows of the day; left out or empty: closed.');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written 2027-01-31');

export const calendar = z
  .strictObject({
    timeZone: timeZone.describe('The time zone of these hours: an IANA name such as Europe/Berlin, or host.'),
    windows: z
      .strictObject({
        mon: windows.optional(),
        tue: windows.optional(),
        wed: windows.optional(),
        thu: windows.optional(),
        fri: windows.optional(),
        sat: windows.optional(),
        sun: windows.optional(),
      })
      .describe('When people work, by day of the week.'),
    holidays: z
      .strictObject({
        country: z.string().optional().describe('ISO 3166 code of the country whose public holidays are free: DE.'),
        region: z.string().optional().describe('Region within it: BY.'),
        extraDates: z.array(date).optional().describe('Further days that are free.'),
        excludeDates: z.array(date).optional().describe('Public holidays on which people work all the same.'),
      })
      .optional()
      .describe('Days on which nobody works.'),
  })
  .describe('Time zone, hours and holidays.');

export const calendars = z
  .strictObject({
    default: identifier.describe('Id of the calendar of every rep and clock that names no other.'),
    list: z
      .array(z.strictObject({ id: identifier, label, spec: calendar }))
      .min(1)
      .describe('Working hours, by office or team.'),
    callHours: z
      .tuple([clock, clock])
      .refine(([from, to]) => from < to, 'call hours must end after they begin')
      .default(['09:00', '18:00'])
      .describe("When the lead's own clock is known, calls fall between these local times."),
  })
  .describe('When people work.');

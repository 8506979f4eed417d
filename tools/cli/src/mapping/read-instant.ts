import { Temporal } from 'temporal-polyfill';

const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(?: ?(Z|[+-]\d{2}:?\d{2}))?)?$/i;

/**
 * An instant, in epoch milliseconds, as exports write it: `2018-02-26`, `2018-02-26 19:58:54`, `2018-02-26T19:58:54Z`. Without an
 * offset it is the wall clock of `zone`; a date alone is its first moment. A time that a DST change skips is as long after the
 * gap as it would have been; one that comes twice is its first. Null where it is no such date.
 */
export function readInstant(text: string, zone: string): number | null {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return null;
  const [, date = '', time = '00:00', offset] = match;
  try {
    if (offset !== undefined) return Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds;
    const wall = Temporal.PlainDateTime.from(`${date}T${time.replace(',', '.')}`, { overflow: 'reject' });
    return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  } catch {
    return null;
  }
}

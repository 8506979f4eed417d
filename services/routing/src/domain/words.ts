const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** "two"; in digits above ten. */
export function inWords(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** "2 minutes ago", in the largest unit of which there is a whole one. */
export function ago(thenMs: number, nowMs: number): string {
  const passedMs = nowMs - thenMs;
  if (passedMs < MINUTE_MS) return 'just now';
  const [unitMs, unit] =
    passedMs < HOUR_MS ? [MINUTE_MS, 'minute'] : passedMs < DAY_MS ? [HOUR_MS, 'hour'] : [DAY_MS, 'day'];
  const count = Math.floor(passedMs / (unitMs as number));
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "10:15" on the day of `nowMs`, else "Mon 23 Nov, 10:15"; on the wall clock of the zone. */
export function wallTime(atMs: number, nowMs: number, timeZone: string): string {
  const { time, date, weekday, dayAndMonth } = formatsIn(timeZone);
  if (date.format(atMs) === date.format(nowMs)) return time.format(atMs);
  return `${weekday.format(atMs)} ${dayAndMonth.format(atMs)}, ${time.format(atMs)}`;
}

type Formats = Readonly<Record<'time' | 'date' | 'weekday' | 'dayAndMonth', Intl.DateTimeFormat>>;

/** By zone, of which there are some hundred. To make one takes longer than all else that a packet needs. */
const formats = new Map<string, Formats>();

function formatsIn(timeZone: string): Formats {
  let made = formats.get(timeZone);
  if (made === undefined) {
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
    made = {
      time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      date: format({ year: 'numeric', month: 'numeric', day: 'numeric' }),
      weekday: format({ weekday: 'short' }),
      dayAndMonth: format({ day: 'numeric', month: 'short' }),
    };
    formats.set(timeZone, made);
  }
  return made;
}

/** "Industry" within a sentence is "industry"; "IT budget" stays. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "late-deliveries" is read as "late deliveries". */
export function spoken(id: string): string {
  return id.replaceAll(/[-_]+/g, ' ').trim();
}

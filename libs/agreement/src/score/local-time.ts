import { DAY_MS } from './decay.ts';

const QUARTER_MS = 900_000;
const REMEMBERED_DAYS = 20_000;

/** The wall clock of a zone as milliseconds: what `Date.UTC` would say of its digits. */
export type LocalTime = (instantMs: number) => number;

/**
 * Asking Intl costs microseconds and millions of events ask, so the offset of every UTC day without a transition is remembered;
 * on a day with one it is asked for the quarter of an hour (transitions fall on quarters).
 */
export function localTime(timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  const askOffset = (instantMs: number): number => {
    const at: Record<string, number> = {};
    let beforeChrist = false;
    for (const { type, value } of format.formatToParts(instantMs)) {
      if (type === 'era') beforeChrist = value.startsWith('B');
      else at[type] = Number(value);
    }
    const year = beforeChrist ? 1 - (at['year'] ?? 0) : (at['year'] ?? 0);
    const wall = new Date(0);
    wall.setUTCFullYear(year, (at['month'] ?? 1) - 1, at['day'] ?? 1);
    wall.setUTCHours(at['hour'] ?? 0, at['minute'] ?? 0, at['second'] ?? 0, 0);
    return wall.getTime() - Math.floor(instantMs / 1000) * 1000;
  };
  const offsets = new Map<number, number | null>();
  return (instantMs) => {
    const day = Math.floor(instantMs / DAY_MS);
    let offset = offsets.get(day);
    if (offset === undefined) {
      const atStart = askOffset(day * DAY_MS);
      offset = atStart === askOffset((day + 1) * DAY_MS - 1) ? atStart : null;
      if (offsets.size >= REMEMBERED_DAYS) offsets.clear();
      offsets.set(day, offset);
    }
    return instantMs + (offset ?? askOffset(Math.floor(instantMs / QUARTER_MS) * QUARTER_MS));
  };
}

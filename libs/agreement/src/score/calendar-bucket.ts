import type { OccurrenceCap } from '../schema/engagement.ts';
import { DAY_MS } from './decay.ts';

export type Period = OccurrenceCap['per'];

/** Number of the calendar day, week (from Monday), or month since 1970 in which a wall-clock time lies; `ever` is one bucket. */
export function calendarBucket(localMs: number, per: Period): number {
  switch (per) {
    case 'day':
      return Math.floor(localMs / DAY_MS);
    case 'week':
      return Math.floor((Math.floor(localMs / DAY_MS) + 3) / 7); // 1 January 1970 was a Thursday
    case 'month': {
      const date = new Date(localMs);
      return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
    }
    case 'ever':
      return 0;
  }
}

/** Wall-clock milliseconds at which the bucket ends. */
export function bucketEnd(bucket: number, per: Period): number {
  switch (per) {
    case 'day':
      return (bucket + 1) * DAY_MS;
    case 'week':
      return ((bucket + 1) * 7 - 3) * DAY_MS;
    case 'month':
      return Date.UTC(1970, bucket + 1, 1);
    case 'ever':
      return Infinity;
  }
}

const WIDTH: Record<Period, number> = { day: 0, week: 1, month: 2, ever: 3 };

/** From the narrowest period to the widest. */
export function byWidth(a: OccurrenceCap, b: OccurrenceCap): number {
  return WIDTH[a.per] - WIDTH[b.per];
}

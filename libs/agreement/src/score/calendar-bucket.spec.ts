import { describe, expect, it } from '@jest/globals';
import { bucketEnd, calendarBucket } from './calendar-bucket.ts';
import { compileDecay, DAY_MS } from './decay.ts';
import { localTime } from './local-time.ts';

describe('calendar buckets', () => {
  const berlin = localTime('Europe/Berlin');
  const at = (iso: string) => berlin(Date.parse(iso));

  it('begin at midnight of the zone, also on the days when its clocks change', () => {
    expect(calendarBucket(at('2027-03-27T23:00:00Z'), 'day')).toBe(calendarBucket(at('2027-03-28T21:59:59Z'), 'day'));
    expect(calendarBucket(at('2027-03-28T22:00:00Z'), 'day')).toBe(
      calendarBucket(at('2027-03-28T21:59:59Z'), 'day') + 1,
    );
    expect(calendarBucket(at('2027-10-31T22:59:59Z'), 'day')).toBe(calendarBucket(at('2027-10-30T22:00:00Z'), 'day'));
  });

  it('count weeks from Monday and months from the first', () => {
    expect(calendarBucket(at('2027-03-07T22:59:59Z'), 'week') + 1).toBe(
      calendarBucket(at('2027-03-07T23:00:00Z'), 'week'),
    );
    expect(calendarBucket(at('2027-02-28T22:59:59Z'), 'month') + 1).toBe(
      calendarBucket(at('2027-02-28T23:00:00Z'), 'month'),
    );
  });

  it.each(['day', 'week', 'month'] as const)('end a %s where the next one begins', (per) => {
    const bucket = calendarBucket(at('2027-03-10T10:00:00Z'), per);
    const end = bucketEnd(bucket, per);
    expect(calendarBucket(end - 1, per)).toBe(bucket);
    expect(calendarBucket(end, per)).toBe(bucket + 1);
  });
});

describe('decay', () => {
  it('halves at the half-life, and is over when less than half a hundredth is left', () => {
    const { left, lifeMs } = compileDecay({ halfLifeDays: 14 });
    expect([0, 14, 28].map((days) => left(600, days * DAY_MS))).toEqual([600, 300, 150]);
    expect(left(-500, 14 * DAY_MS)).toBe(-250);
    expect(left(600, lifeMs(600))).toBe(0);
    expect(left(600, lifeMs(600) - DAY_MS)).toBe(1);
  });

  it('takes off its share in steps when it is linear', () => {
    const { left, lifeMs } = compileDecay({ linear: { percent: 30, everyDays: 10 } });
    expect([0, 9.9, 10, 20, 30, 40].map((days) => left(1000, days * DAY_MS))).toEqual([1000, 1000, 700, 400, 100, 0]);
    expect(left(1000, lifeMs(1000))).toBe(0);
  });
});

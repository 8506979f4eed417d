import type { CompiledAgreement } from '@smarketing/agreement';
import { compileCalendar, localDateOf, startOfLocalDate, type BusinessCalendar } from '@smarketing/business-time';
import type { Span } from './excerpt.ts';
import type { Staff } from './staff.ts';

/** What a pool would have got, against what its people take. Days are those of the agreement's time zone. */
export type PoolLoad = {
  readonly pool: string;
  readonly qualified: number;
  /** The mean of all days. */
  readonly perDay: number;
  /** The mean of the days on which the pool works; what came in between waits for the next of them. */
  readonly perWorkingDay: number;
  /** How many reps that takes at the pool's daily cap for each. */
  readonly repsNeeded: number;
  /** Active ones, as of now. */
  readonly reps: number;
  /** The mean of the working days of what they may get by their daily caps, without those who were absent. */
  readonly capacityPerWorkingDay: number;
  /** Days on which more came than they may get; the worst are listed. */
  readonly daysOver: { readonly count: number; readonly days: readonly DayOver[] };
};

export type DayOver = { readonly day: string; readonly leads: number; readonly capacity: number };

const DAY_MS = 86_400_000;
const MOST_LISTED = 10;

/** Collects when a pool's leads qualified. */
export class PoolLoadCounter {
  readonly #arrivals: number[] = [];

  add(atMs: number): void {
    this.#arrivals.push(atMs);
  }

  result(pool: string, { members, anybody }: Staff, { document }: CompiledAgreement, span: Span): PoolLoad {
    const { timeZone, calendars, routing } = document;
    const days = daysOf(span, timeZone);
    const office = compileCalendar(calendars.list.find(({ id }) => id === calendars.default)!.spec);
    const working = members.length > 0 ? anybody : office;
    const workingDays = sum(days.map((day) => shareWithin(working, day, span)));
    const capacity = sum(
      members.flatMap((member) => days.map((day) => member.dailyCap * shareWithin(member.presence, day, span))),
    );
    const perWorkingDay = this.#arrivals.length / (workingDays || 1);
    const { dailyCap } = routing.pools.find(({ id }) => id === pool)!;
    return {
      pool,
      qualified: this.#arrivals.length,
      perDay: rounded((this.#arrivals.length * DAY_MS) / (span.untilMs - span.fromMs)),
      perWorkingDay: rounded(perWorkingDay),
      repsNeeded: wholeUp(perWorkingDay / dailyCap),
      reps: members.length,
      capacityPerWorkingDay: rounded(capacity / (workingDays || 1)),
      daysOver: this.#daysOver(working, timeZone, ({ fromMs, toMs }) =>
        sum(members.map((member) => (member.presence.businessMsBetween(fromMs, toMs) > 0 ? member.dailyCap : 0))),
      ),
    };
  }

  #daysOver(working: BusinessCalendar, timeZone: string, capacityOf: (day: Day) => number): PoolLoad['daysOver'] {
    const leads = new Map<string, number>();
    for (const atMs of this.#arrivals) {
      const day = localDateOf(timeZone, working.nextOpening(atMs) ?? atMs);
      leads.set(day, (leads.get(day) ?? 0) + 1);
    }
    const over = [...leads]
      .map(([day, count]) => ({ day, leads: count, capacity: capacityOf(dayOf(day, timeZone)) }))
      .filter(({ leads: count, capacity }) => count > capacity)
      .toSorted((a, b) => b.leads - b.capacity - (a.leads - a.capacity) || (a.day < b.day ? -1 : 1));
    return { count: over.length, days: over.slice(0, MOST_LISTED) };
  }
}

type Day = { readonly fromMs: number; readonly toMs: number };

function daysOf({ fromMs, untilMs }: Span, timeZone: string): Day[] {
  const days: Day[] = [];
  for (let atMs = fromMs; atMs < untilMs;) {
    const day = dayOf(localDateOf(timeZone, atMs), timeZone);
    days.push(day);
    atMs = day.toMs;
  }
  return days;
}

/** A day and a quarter after its beginning is within the next day, however long the clocks make either. */
function dayOf(date: string, timeZone: string): Day {
  const fromMs = startOfLocalDate(timeZone, date);
  return { fromMs, toMs: startOfLocalDate(timeZone, localDateOf(timeZone, fromMs + 1.25 * DAY_MS)) };
}

/** What of a day's working time lies within the span: the first day and the last one are seldom whole. */
function shareWithin(calendar: BusinessCalendar, { fromMs, toMs }: Day, span: Span): number {
  const whole = calendar.businessMsBetween(fromMs, toMs);
  if (whole === 0) return 0;
  return calendar.businessMsBetween(Math.max(fromMs, span.fromMs), Math.min(toMs, span.untilMs)) / whole;
}

/** Shares of days that come to whole days do so but for their last bits, which call for no further rep. */
const wholeUp = (value: number): number => Math.ceil(Number(value.toFixed(9)));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const rounded = (value: number): number => Math.round(value * 100) / 100;

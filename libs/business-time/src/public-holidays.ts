import { createRequire } from 'node:module';
import type World from 'date-holidays';
import { DAY_MS, parseTimeOfDayMinutes, parseWallDay } from './wall-clock.ts';

const load = createRequire(import.meta.url);

/** The holidays of the world take a process 8 MB and a fifth of a second: loaded once somebody's calendar has any. */
function holidaysOfTheWorld(): typeof World {
  return load('date-holidays') as typeof World;
}

/** A day that a public holiday closes: the whole of it, or what comes after a time of the day. */
export type HolidayClosure = { readonly wallDay: number; readonly closedFromMinutes: number };

/** The public holidays of one country, state or region by year, as dates on the wall clock. */
export class PublicHolidays {
  readonly #holidays: World;
  readonly #years = new Map<number, readonly HolidayClosure[]>();

  constructor(country: string, region?: string) {
    const Holidays = holidaysOfTheWorld();
    this.#holidays = new Holidays([country, region].filter(Boolean).join('-'), { types: ['public'] });
  }

  /** Closures of all holidays that *begin* in the year; a feast of several days may reach into the next one. */
  ofYear(year: number): readonly HolidayClosure[] {
    let closures = this.#years.get(year);
    if (!closures) {
      closures = this.#holidays.getHolidays(year).flatMap(closuresOf);
      this.#years.set(year, closures);
    }
    return closures;
  }

  /** The first closed minute of each closed day from the first to the last wall day. */
  closedFromMinutes(firstWallDay: number, lastWallDay: number): Map<number, number> {
    const closed = new Map<number, number>();
    // The longest public holiday lasts less than ten days: look back that far for one that reaches in from last year.
    for (let year = yearOf(firstWallDay - 10); year <= yearOf(lastWallDay); year++) {
      for (const { wallDay, closedFromMinutes } of this.ofYear(year)) {
        closed.set(wallDay, Math.min(closedFromMinutes, closed.get(wallDay) ?? Infinity));
      }
    }
    return closed;
  }
}

const known = new Map<string, PublicHolidays>();

/** The holidays of a country or region, shared by all calendars of a process: a year costs milliseconds to compute. */
export function publicHolidays(country: string, region?: string): PublicHolidays {
  const key = `${country}-${region ?? ''}`;
  let holidays = known.get(key);
  if (!holidays) known.set(key, (holidays = new PublicHolidays(country, region)));
  return holidays;
}

/** Says what is wrong with a country and region, naming the field and what would be right. */
export function holidayRegionProblem(
  country: string,
  region?: string,
): { field: 'country' | 'region'; message: string } | undefined {
  const Holidays = holidaysOfTheWorld();
  const places = new Holidays();
  if (!Object.hasOwn(places.getCountries(), country)) {
    return { field: 'country', message: `unknown country "${country}": use its ISO code in capitals, such as DE` };
  }
  if (region === undefined) return undefined;
  const [state = '', district] = region.split('-');
  const states = places.getStates(country) ?? {};
  if (!Object.hasOwn(states, state)) return { field: 'region', message: unknownRegion(region, country, states) };
  if (district === undefined) return undefined;
  const districts = places.getRegions(country, state) ?? {};
  if (Object.hasOwn(districts, district)) return undefined;
  return { field: 'region', message: unknownRegion(region, `${country}-${state}`, districts) };
}

function unknownRegion(region: string, within: string, choices: Record<string, string>): string {
  const codes = Object.keys(choices);
  const hint = codes.length > 0 ? `one of ${codes.join(', ')}` : `${within} has none`;
  return `unknown region "${region}" of ${within}: ${hint}`;
}

function closuresOf(holiday: { date: string; start: Date; end: Date }): HolidayClosure[] {
  // "2026-03-19 00:00:00 -0600": date and time stand on the wall clock, a trailing offset only marks the feast's origin.
  const firstDay = parseWallDay(holiday.date.slice(0, 10));
  const fromMinutes = parseTimeOfDayMinutes(holiday.date.slice(11, 16));
  if (firstDay === undefined || fromMinutes === undefined) return [];
  if (fromMinutes > 0) return [{ wallDay: firstDay, closedFromMinutes: fromMinutes }];
  // A holiday on the day of a DST change lasts 23 or 25 h.
  const days = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY_MS));
  return Array.from({ length: days }, (_, index) => ({ wallDay: firstDay + index, closedFromMinutes: 0 }));
}

function yearOf(wallDay: number): number {
  return new Date(wallDay * DAY_MS).getUTCFullYear();
}

import { addBusinessDays } from './add-business-days.ts';
import { HORIZON_FROM_MS, HORIZON_TO_MS } from './horizon.ts';
import type { Interval } from './interval.ts';
import { normalise } from './interval.ts';
import { OpenPage } from './open-page.ts';
import { DAY_MS } from './wall-clock.ts';

/** How far ahead an opening is looked for; a calendar that stays closed for longer counts as closed for good. */
export const OPENING_SEARCH_DAYS = 400;

const SEARCH_MS = OPENING_SEARCH_DAYS * DAY_MS;
const PAGE_MS = 64 * DAY_MS;
/** About seventeen years; older pages are computed again when asked for. */
const PAGES_KEPT = 96;

/**
 * When somebody works, and arithmetic in that time. All instants are epoch milliseconds and all durations milliseconds
 * of real elapsed time. Open stretches include their beginning and exclude their end. Time is kept in pages of 64 days,
 * computed when first needed: a question costs microseconds, and a span of years costs one addition per page.
 *
 * Every method throws a RangeError for an instant that no Date can hold, such as NaN or Infinity.
 */
export class BusinessCalendar {
  /** The zone whose local dates are this calendar's days. */
  readonly timeZone: string;
  readonly #openWithin: (fromMs: number, toMs: number) => readonly Interval[];
  readonly #pages = new Map<number, OpenPage>();

  /** @param openWithin the open intervals, clipped to the span asked for; pure, since its answers are kept */
  constructor(timeZone: string, openWithin: (fromMs: number, toMs: number) => readonly Interval[]) {
    this.timeZone = timeZone;
    this.#openWithin = openWithin;
  }

  isOpen(atMs: number): boolean {
    const interval = this.#page(pageOf(instant(atMs))).currentOrNext(atMs);
    return interval !== undefined && interval.fromMs <= atMs;
  }

  /** The instant itself when open, else the next opening; null when there is none within 400 days. */
  nextOpening(atMs: number): number | null {
    for (let page = pageOf(instant(atMs)); page * PAGE_MS <= atMs + SEARCH_MS; page++) {
      const interval = this.#page(page).currentOrNext(atMs);
      if (interval) return interval.fromMs <= atMs + SEARCH_MS ? Math.max(atMs, interval.fromMs) : null;
    }
    return null;
  }

  /**
   * The first instant at which so much business time has passed: the closing rather than the following opening, and
   * `fromMs` itself for 0. Null when the calendar closes for more than 400 days before that.
   *
   * @param businessMs rounded to whole milliseconds; a negative one throws a RangeError
   */
  addBusinessMs(fromMs: number, businessMs: number): number | null {
    const addedMs = Math.round(businessMs);
    if (!(addedMs >= 0 && addedMs < Infinity)) {
      throw new RangeError(`business time to add must be finite and not negative, got ${businessMs} ms`);
    }
    let page = pageOf(instant(fromMs));
    if (addedMs === 0) return fromMs;
    let remainingMs = addedMs + this.#page(page).openMsBefore(fromMs);
    for (let lastOpenMs = fromMs; ; page++) {
      const { intervals, totalMs } = this.#page(page);
      const nextOpenMs = intervals[0]?.fromMs ?? (page + 1) * PAGE_MS;
      if (nextOpenMs - lastOpenMs > SEARCH_MS) return null;
      if (remainingMs <= totalMs) return this.#page(page).instantAfter(remainingMs);
      remainingMs -= totalMs;
      lastOpenMs = Math.max(lastOpenMs, intervals.at(-1)?.toMs ?? fromMs);
    }
  }

  /** Business time that passes between the instants; negative when `toMs` is the earlier one. */
  businessMsBetween(fromMs: number, toMs: number): number {
    if (instant(fromMs) > instant(toMs)) return 0 - this.businessMsBetween(toMs, fromMs);
    const startMs = withinHorizon(fromMs);
    const endMs = withinHorizon(toMs);
    const lastPage = pageOf(endMs);
    let openMs = this.#page(lastPage).openMsBefore(endMs);
    for (let page = pageOf(startMs); page < lastPage; page++) openMs += this.#page(page).totalMs;
    return openMs - this.#page(pageOf(startMs)).openMsBefore(startMs);
  }

  /** The open intervals between the instants, clipped to them, sorted, and joined where they touch. */
  openIntervals(fromMs: number, toMs: number): Interval[] {
    const startMs = withinHorizon(instant(fromMs));
    const endMs = withinHorizon(instant(toMs));
    const clipped: Interval[] = [];
    for (let page = pageOf(startMs); page * PAGE_MS < endMs; page++) {
      for (const interval of this.#page(page).intervals) {
        clipped.push({ fromMs: Math.max(interval.fromMs, startMs), toMs: Math.min(interval.toMs, endMs) });
      }
    }
    return normalise(clipped);
  }

  /**
   * The deadline "n business days" from an instant. A business day is a local date on which the calendar opens; the
   * count begins at the instant when open, else at the next opening. The result has the same time on the wall clock, n
   * business days later. If the calendar is closed then, it is the next opening of that date, or else that date's
   * closing. So Monday 15:00 + 2 d is Wednesday 15:00, Sunday night + 1 d is Tuesday's opening, and Thursday 16:30 + 1 d
   * is Friday 15:00 where Friday ends at 15:00. 0 d is `fromMs` itself.
   *
   * Null when the calendar closes for more than 400 days before that. A count that is negative or not whole throws a
   * RangeError. For a fraction of such a term, take that fraction of `businessMsBetween` its ends.
   */
  addBusinessDays(fromMs: number, days: number): number | null {
    return addBusinessDays(this, instant(fromMs), days);
  }

  #page(index: number): OpenPage {
    let page = this.#pages.get(index);
    if (!page) {
      const fromMs = Math.max(index * PAGE_MS, HORIZON_FROM_MS);
      const toMs = Math.min((index + 1) * PAGE_MS, HORIZON_TO_MS);
      page = fromMs < toMs ? new OpenPage(this.#openWithin(fromMs, toMs)) : CLOSED_PAGE;
      const [oldest] = this.#pages.keys();
      if (oldest !== undefined && this.#pages.size >= PAGES_KEPT) this.#pages.delete(oldest);
      this.#pages.set(index, page);
    }
    return page;
  }
}

const CLOSED_PAGE = new OpenPage([]);

function pageOf(atMs: number): number {
  return Math.floor(atMs / PAGE_MS);
}

function withinHorizon(atMs: number): number {
  return Math.min(Math.max(atMs, HORIZON_FROM_MS), HORIZON_TO_MS);
}

function instant(atMs: number): number {
  if (!(Math.abs(atMs) <= 8.64e15)) throw new RangeError(`no instant in epoch milliseconds: ${atMs}`);
  return atMs;
}

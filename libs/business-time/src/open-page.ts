import type { Interval } from './interval.ts';
import { normalise } from './interval.ts';

/** The open stretches of one page of time with running totals, so that a question is one binary search. */
export class OpenPage {
  readonly intervals: readonly Interval[];
  /** Open milliseconds of the page before the interval of the same index. */
  readonly #openBefore: Float64Array;
  readonly totalMs: number;

  constructor(intervals: readonly Interval[]) {
    this.intervals = normalise(intervals);
    this.#openBefore = new Float64Array(this.intervals.length);
    let totalMs = 0;
    this.intervals.forEach(({ fromMs, toMs }, index) => {
      this.#openBefore[index] = totalMs;
      totalMs += toMs - fromMs;
    });
    this.totalMs = totalMs;
  }

  /** The interval that is open at the instant, else the next one of this page. */
  currentOrNext(atMs: number): Interval | undefined {
    return this.intervals[this.#firstEndingAfter(atMs)];
  }

  /** Open milliseconds of this page before the instant. */
  openMsBefore(atMs: number): number {
    const index = this.#firstEndingAfter(atMs);
    const interval = this.intervals[index];
    if (!interval) return this.totalMs;
    return (this.#openBefore[index] as number) + Math.max(0, atMs - interval.fromMs);
  }

  /** The first instant before which the page was open for so long; 0 < `openMs` ≤ `totalMs`. */
  instantAfter(openMs: number): number {
    let low = 0;
    let high = this.intervals.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#openBefore[middle] as number) < openMs) low = middle;
      else high = middle - 1;
    }
    return (this.intervals[low] as Interval).fromMs + openMs - (this.#openBefore[low] as number);
  }

  #firstEndingAfter(atMs: number): number {
    let low = 0;
    let high = this.intervals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.intervals[middle] as Interval).toMs > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

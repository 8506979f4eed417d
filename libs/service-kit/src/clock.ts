/** The process's clock. All `now` outside pure decisions comes from here. */
export abstract class Clock {
  /** Epoch ms. */
  abstract now(): number;
}

export class SystemClock extends Clock {
  private readonly offsetMs: number;

  /** `startsAtMs`: the instant that the clock shows at the real instant `anchorMs` (default: now). */
  constructor(startsAtMs?: number, anchorMs: number = Date.now()) {
    super();
    this.offsetMs = startsAtMs === undefined ? 0 : startsAtMs - anchorMs;
  }

  now(): number {
    return Date.now() + this.offsetMs;
  }
}

/**
 * Reads `SMARKETING_CLOCK`: an ISO instant at which the clock starts, for tests and simulations. Processes that must agree are
 * given the real instant it stands for as well: `2026-03-29T00:30:00Z@2026-11-21T10:00:00Z`.
 */
export function parseClock(text: string | undefined): SystemClock {
  if (text === undefined || text === '') return new SystemClock();
  const [start, anchor] = text.split('@');
  const startsAtMs = Date.parse(start!);
  const anchorMs = anchor === undefined ? Date.now() : Date.parse(anchor);
  if (Number.isNaN(startsAtMs) || Number.isNaN(anchorMs))
    throw new Error('not an ISO 8601 instant, or two joined by @');
  return new SystemClock(startsAtMs, anchorMs);
}

const LONGEST_REST_MS = 100;
/** A batch of so many events is worth its fixed cost, and so is the next one. */
const EVENTS_WITHOUT_REST = 500;

/** How a service rests between its batches: by what else a batch sets going, and by who waits for it. */
export type Rest = {
  /** Of the time that a batch took: 1 where each batch makes others in many services, 0 where nobody is spared by resting. Default 1. */
  readonly share?: number;
  /** Milliseconds, for a service that no lead on its way to somebody waits for. Default 0. */
  readonly leastMs?: number;
};

/** Of what a service rests at least, how long it is not even asked whether there is more. The rest is for what several writers say to arrive. */
const READING_SHARE = 0.4;

/** For how many milliseconds nothing more need be read after something was. */
export const readingRestMs = ({ leastMs = 0 }: Rest = {}): number => leastMs * READING_SHARE;

type Batch = { readonly events: number; readonly tookMs: number };

/**
 * How long to rest after a batch, in milliseconds: as long as it took, or a share of it. What comes meanwhile goes into one batch instead of
 * several, each of which has its transaction, its append and, for everybody who reads that, another batch. Where a dozen services share two
 * cores, an event is sooner through all of them so.
 */
export function restAfter({ events, tookMs }: Batch, { share = 1, leastMs = 0 }: Rest = {}): number {
  return events >= EVENTS_WITHOUT_REST ? 0 : Math.max(leastMs, Math.min(tookMs * share, LONGEST_REST_MS));
}

const LONGEST_REST_MS = 100;
/** A batch of so many events is worth its fixed cost, and so is the next one. */
const EVENTS_WITHOUT_REST = 500;

/**
 * How long to rest after a batch, in milliseconds: as long as it took. What comes meanwhile goes into one batch instead of several, each of
 * which has its transaction, its append and, for everybody who reads that, another batch. Where a dozen services share two cores, an
 * event is sooner through all of them so.
 */
export function restAfter({ events, tookMs }: { readonly events: number; readonly tookMs: number }): number {
  return events >= EVENTS_WITHOUT_REST ? 0 : Math.min(tookMs, LONGEST_REST_MS);
}

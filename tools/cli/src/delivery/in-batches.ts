import type { Outgoing } from './outgoing.ts';

export const MOST_EVENTS = 500;
/** The intake takes 4 MB; smaller requests spread better over those in flight. */
const MOST_CHARS = 1_000_000;

/** Groups what comes into requests of a size that the intake likes. */
export async function* inBatches(
  events: AsyncIterable<Outgoing> | Iterable<Outgoing>,
  mostEvents = MOST_EVENTS,
): AsyncGenerator<Outgoing[]> {
  let batch: Outgoing[] = [];
  let chars = 0;
  for await (const outgoing of events) {
    const size = JSON.stringify(outgoing.event).length;
    if (batch.length > 0 && (batch.length >= mostEvents || chars + size > MOST_CHARS)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(outgoing);
    chars += size;
  }
  if (batch.length > 0) yield batch;
}

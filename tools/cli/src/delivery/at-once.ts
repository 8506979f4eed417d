/**
 * Works on what comes, a few at a time, and takes the next only when there is room: a long file never piles up in memory. The
 * first failure ends it, after what is in flight.
 */
export async function atOnce<T>(
  most: number,
  items: AsyncIterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      const started = work(item).then(
        () => void inFlight.delete(started),
        (error: unknown) => {
          inFlight.delete(started);
          failures.push(error);
        },
      );
      inFlight.add(started);
      if (inFlight.size >= most) await Promise.race(inFlight);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (failures.length > 0) throw failures[0];
}

import type { Lane } from './lane.ts';

/** How long a record that concerns nobody here waits for others to be passed with, in milliseconds. */
const LONGEST_MS = 250;

/**
 * Topics carry events for several services. To pass over a record that is for others takes a transaction as any batch does, and nobody waits
 * for it: so it waits for company. For how many milliseconds more; null where nothing waits so, or something else has to be done.
 */
export function companyWaitMs(
  lanes: readonly Pick<Lane, 'isPressing' | 'waitingSince'>[],
  nowMs = performance.now(),
): number | null {
  let sinceMs: number | null = null;
  for (const { isPressing, waitingSince } of lanes) {
    if (isPressing) return null;
    if (waitingSince !== null) sinceMs = Math.min(sinceMs ?? Infinity, waitingSince);
  }
  return sinceMs === null ? null : Math.max(0, sinceMs + LONGEST_MS - nowMs);
}

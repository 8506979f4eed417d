/** What a client says about time; all epoch ms, undefined where it does not say. */
export type ClientTimes = { readonly originalMs: number | undefined; readonly sentAtMs: number | undefined };

/**
 * When an event happened, by our clock: receivedAt − (sentAt − originalTimestamp), which takes out how wrong the client's
 * clock is. Never after its reception. (Segment's specification, "Timestamps".)
 */
export function occurredAtMs({ originalMs, sentAtMs }: ClientTimes, receivedAtMs: number): number {
  if (originalMs === undefined) return receivedAtMs;
  const corrected = sentAtMs === undefined ? originalMs : receivedAtMs - (sentAtMs - originalMs);
  return Math.min(corrected, receivedAtMs);
}

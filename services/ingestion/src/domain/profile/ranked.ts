/** When something was stated: by event time (epoch ms), then by event id, so that any two statements have an order. */
export type Rank = readonly [atMs: number, eventId: string];

export function isLater(a: Rank, b: Rank): boolean {
  return a[0] !== b[0] ? a[0] > b[0] : a[1] > b[1];
}

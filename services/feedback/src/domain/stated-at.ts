export type Stated = { readonly eventId: string; readonly occurredAt: string; readonly receivedAt: string };

/** Where a statement stands in time. Two at one instant are told apart by their ids, so that no order of arrival matters. */
export type Said = { readonly atMs: number; readonly eventId: string };

/** Nothing happens later than we heard of it: a sender's clock that runs ahead counts as the instant of receipt. */
export function saidAt({ eventId, occurredAt, receivedAt }: Stated): Said {
  return { atMs: Math.min(Date.parse(occurredAt), Date.parse(receivedAt)), eventId };
}

export function compareSaid(a: Said, b: Said): number {
  return a.atMs - b.atMs || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}

/** Where an announcement stands: by the instant of its decision, and at one instant by its writer's count of what it said of the lead. */
export type Told = { readonly atMs: number; readonly leadVersion: number };

export function toldAt(at: string, leadVersion: number | undefined): Told {
  return { atMs: Date.parse(at), leadVersion: leadVersion ?? 0 };
}

export function compareTold(a: Told, b: Told): number {
  return a.atMs - b.atMs || a.leadVersion - b.leadVersion;
}

export function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

export function latest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

export function newer<S extends Said>(a: S | null, b: S | null): S | null {
  if (a === null || b === null) return a ?? b;
  return compareSaid(a, b) >= 0 ? a : b;
}

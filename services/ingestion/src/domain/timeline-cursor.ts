type Place = { readonly occurredAtMs: number; readonly eventId: string };

/** Opaque to clients: where a page of a timeline ended. */
export function cursorOf({ occurredAtMs, eventId }: Place): string {
  return Buffer.from(`${occurredAtMs}.${eventId}`).toString('base64url');
}

/** Null where it is no cursor of ours. */
export function placeOf(cursor: string): Place | null {
  const parts = /^(-?\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return parts ? { occurredAtMs: Number(parts[1]), eventId: parts[2]! } : null;
}

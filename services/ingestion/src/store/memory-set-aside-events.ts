import type { ClientEvent } from '../domain/client-event.ts';
import type { MemoryDirectory } from './memory-directory.ts';
import {
  SetAsideEvents,
  type SetAsideDetails,
  type SetAsideEvent,
  type SetAsideFilter,
  type SetAsidePlace,
} from './set-aside-events.ts';

/** What a directory in memory has set aside. */
export class MemorySetAsideEvents extends SetAsideEvents {
  readonly #directory: MemoryDirectory;

  constructor(directory: MemoryDirectory) {
    super();
    this.#directory = directory;
  }

  async list(
    { status, source, sinceMs }: SetAsideFilter,
    limit: number,
    place?: SetAsidePlace,
  ): Promise<readonly SetAsideEvent[]> {
    return this.#rows()
      .filter(
        (row) =>
          (status === undefined || row.status === status) &&
          (source === undefined || row.source === source) &&
          (sinceMs === undefined || row.receivedAtMs >= sinceMs) &&
          (!place || isAfter(row, place)),
      )
      .sort((a, b) => (isAfter(b, a) ? -1 : 1))
      .slice(0, limit)
      .map((row) => this.#eventOf(row));
  }

  async find(eventId: string, variant: number): Promise<SetAsideDetails | null> {
    const row = this.#rows().find((each) => each.eventId === eventId && each.variant === variant);
    if (!row) return null;
    const counted = this.#directory.rows().find((each) => each.eventId === eventId && each.variant === 0);
    return {
      ...this.#eventOf(row),
      payload: row.payload,
      counted: counted
        ? {
            type: counted.type,
            occurredAtMs: counted.occurredAtMs,
            receivedAtMs: counted.receivedAtMs,
            leadId: counted.leadId,
            payload: counted.payload,
          }
        : null,
    };
  }

  #rows(): ClientEvent[] {
    return this.#directory.rows().filter(({ status }) => status !== 'applied');
  }

  #eventOf(row: ClientEvent): SetAsideEvent {
    const { eventId, variant, source, clientId, reason, difference, type, occurredAtMs, receivedAtMs, principalId } =
      row;
    const status = row.status as SetAsideEvent['status'];
    const repeats = this.#directory.repeatsOf(row);
    const said = { eventId, variant, source, clientId, status, reason, difference, type };
    return { ...said, occurredAtMs, receivedAtMs, principalId, repeats };
  }
}

function isAfter(a: SetAsidePlace, b: SetAsidePlace): boolean {
  if (a.receivedAtMs !== b.receivedAtMs) return a.receivedAtMs < b.receivedAtMs;
  return a.eventId === b.eventId ? a.variant < b.variant : a.eventId < b.eventId;
}

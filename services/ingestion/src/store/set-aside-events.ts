import type { ClientEvent, ClientEventStatus } from '../domain/client-event.ts';

/** A client event that counts nowhere: its id had been used for something else, or who sent it may not say that. */
export type SetAsideEvent = Pick<
  ClientEvent,
  | 'eventId'
  | 'variant'
  | 'source'
  | 'clientId'
  | 'reason'
  | 'difference'
  | 'type'
  | 'occurredAtMs'
  | 'receivedAtMs'
  | 'principalId'
> & {
  readonly status: SetAsideStatus;
  /** How often it was sent again. */
  readonly repeats: number;
};
export type SetAsideStatus = Exclude<ClientEventStatus, 'applied'>;

export type SetAsideDetails = SetAsideEvent & {
  readonly payload: ClientEvent['payload'];
  /** The one of the same id that counts; null where none does. */
  readonly counted: Pick<ClientEvent, 'type' | 'occurredAtMs' | 'receivedAtMs' | 'leadId' | 'payload'> | null;
};

export type SetAsideFilter = {
  readonly status?: SetAsideStatus | undefined;
  readonly source?: string | undefined;
  /** Received at this instant or later, epoch ms. */
  readonly sinceMs?: number | undefined;
};

export type SetAsidePlace = Pick<SetAsideEvent, 'receivedAtMs' | 'eventId' | 'variant'>;

/** The client events that wait for a person to look at them. */
export abstract class SetAsideEvents {
  /** Newest first, after `place`. */
  abstract list(filter: SetAsideFilter, limit: number, place?: SetAsidePlace): Promise<readonly SetAsideEvent[]>;

  /** Null where there is none. */
  abstract find(eventId: string, variant: number): Promise<SetAsideDetails | null>;
}

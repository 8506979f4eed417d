import type { IntakeData } from '@smarketing/contracts';
import type { Difference } from './difference.ts';

/**
 * `applied`: it counts. `quarantined`: its id was used before for something else. `refused`: who sent it may not say that, or
 * it cannot be acted on. The last two count nowhere and wait for a person.
 */
export type ClientEventStatus = 'applied' | 'quarantined' | 'refused';

/** One statement of a client: the ledger of ids, and the evidence itself. */
export type ClientEvent = {
  readonly eventId: string;
  /** 0 for the statement that counts; others of the same id are told apart by their content. */
  readonly variant: number;
  readonly source: string;
  readonly clientId: string;
  readonly hash: string;
  readonly status: ClientEventStatus;
  /** Why it does not count, in words. */
  readonly reason: string | null;
  /** Where it differs from the one that counts. */
  readonly difference: readonly Difference[] | null;
  readonly leadId: string | null;
  readonly type: string;
  readonly occurredAtMs: number;
  readonly receivedAtMs: number;
  readonly principalId: string | null;
  readonly payload: IntakeData;
  /** The instant of the decision, which all events bear that it made; epoch ms. */
  readonly decidedAtMs: number;
  /** How many events it made before that of the statement itself: of a new lead, and of what was learnt. */
  readonly emitsBefore: number;
};

/** What deciding about an id needs of a row; the payload only where its content is another. */
export type LedgerRow = Pick<ClientEvent, 'eventId' | 'variant' | 'hash'> & {
  readonly payload: IntakeData | null;
};

/** A number above 0 for content that does not count: the first 48 bits of its hash. */
export const variantOf = (hash: string): number => Math.max(1, Number.parseInt(hash.slice(0, 12), 16));

import type { Terms } from './terms.ts';

/** The circumstances of one decision. */
export type Moment = {
  readonly leadId: string;
  readonly nowMs: number;
  readonly terms: Terms;
  readonly agreementVersion: number;
  /** True when a timer fires although not all that may refute it could be read. */
  readonly unconfirmed: boolean;
  /** When the edge received what caused this. */
  readonly receivedAt?: string | undefined;
};

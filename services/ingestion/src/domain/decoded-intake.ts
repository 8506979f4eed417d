import type { CloudEvent, IntakeData, IntakeEvent } from '@smarketing/contracts';

/** An intake record as decisions see it: `id` is ours, the client's own stands beside it. */
export type DecodedIntake = CloudEvent<IntakeData> & {
  readonly receivedat: string;
  /** The id that the client gave; unique within its source. */
  readonly clientid: string;
  /** Of what the client sent, without what changes from one attempt to the next. */
  readonly contenthash: string;
  readonly principalid?: IntakeEvent['principalid'];
  readonly principalkind?: IntakeEvent['principalkind'];
  readonly principalscopes?: IntakeEvent['principalscopes'];
};

import type { CloudEvent, Rebuildable } from '@smarketing/contracts';
import type { Tx } from '../tx.ts';

export type RetoldPage = {
  readonly events: readonly CloudEvent[];
  /** What was to be told and cannot be read any more: it is set aside, and seen. */
  readonly unreadable: readonly {
    readonly id: string;
    readonly type: string;
    readonly error: unknown;
    readonly payload: string;
  }[];
  /** Where the next page begins; null where nothing is left. */
  readonly after: string | null;
};

/**
 * What a service holds for true about the leads of a lane, as the events that it once published: the same ids, types, times,
 * counts and data. Everything that was committed before the first page is asked for must be in one of the pages; what is
 * committed later may be. Order is of no consequence.
 */
export abstract class RetellingSource {
  /** At most `limit` events, a few more where one thing is told in several, for `service` alone; `after` is that of the page before. */
  abstract page(
    tx: Tx,
    ask: {
      readonly lane: number;
      readonly service: Rebuildable;
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<RetoldPage>;
}

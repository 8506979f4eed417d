import type { CloudEvent } from '@smarketing/contracts';
import { SharedState, type Tx } from '@smarketing/messaging';
import type { RulesDay } from '../domain/rules-day.ts';

/** The view of a batch: what is stored, and what the batch makes of it. */
export type RulesDayView = { readonly stored: RulesDay; day: number; qualified: number };
/** One more lead was brought to sales by the rules alone, on that day. */
export type RulesDayChange = { readonly day: number };

export const NO_DAY: RulesDay = { day: -1, qualified: 0 };

/** How many leads the rules alone have qualified today, in all lanes together. Who loses a race against another process decides again. */
export abstract class RulesDays extends SharedState<RulesDayView, RulesDayChange> {
  abstract override load(events: readonly CloudEvent[], tx: Tx): Promise<RulesDayView>;

  apply(view: RulesDayView, { day }: RulesDayChange): void {
    view.qualified = view.day === day ? view.qualified + 1 : 1;
    view.day = day;
  }
}

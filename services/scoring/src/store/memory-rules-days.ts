import type { CloudEvent } from '@smarketing/contracts';
import { memoryTxOf, type Tx } from '@smarketing/messaging';
import type { RulesDay } from '../domain/rules-day.ts';
import { NO_DAY, RulesDays, type RulesDayView } from './rules-days.ts';

/** For tests: the memory database runs one transaction at a time, so nobody loses a race. */
export class MemoryRulesDays extends RulesDays {
  readonly #rows = new Map<'day', RulesDay>();

  async load(_events: readonly CloudEvent[], tx: Tx): Promise<RulesDayView> {
    memoryTxOf(tx);
    const stored = this.#rows.get('day') ?? NO_DAY;
    return { stored, ...stored };
  }

  async save({ day, qualified }: RulesDayView, tx: Tx): Promise<void> {
    memoryTxOf(tx).set(this.#rows, 'day', { day, qualified });
  }
}

import type { CloudEvent } from '@smarketing/contracts';
import { Conflict, type Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import type { RulesDay } from '../domain/rules-day.ts';
import { RulesDays, type RulesDayView } from './rules-days.ts';

/** One row, read without a lock: timers of all processes look at it, and hardly any changes it. */
export class PostgresRulesDays extends RulesDays {
  readonly #table: string;

  constructor({ schema }: ServiceDatabase) {
    super();
    this.#table = `${pg.escapeIdentifier(schema)}.rules_day`;
  }

  async load(_events: readonly CloudEvent[], tx: Tx): Promise<RulesDayView> {
    const { rows } = await clientOf(tx).query<RulesDay>(`SELECT day, qualified FROM ${this.#table}`);
    const [stored] = rows as [RulesDay];
    return { stored, ...stored };
  }

  async save({ stored, day, qualified }: RulesDayView, tx: Tx): Promise<void> {
    const { rowCount } = await clientOf(tx).query(
      `UPDATE ${this.#table} SET day = $1, qualified = $2 WHERE day = $3 AND qualified = $4`,
      [day, qualified, stored.day, stored.qualified],
    );
    if (rowCount === 0) throw new Conflict('another process has qualified leads by the rules alone meanwhile');
  }
}

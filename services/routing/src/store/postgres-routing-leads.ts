import type { CloudEvent } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { KeyedTable } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import { newLead } from '../domain/lead-routing.ts';
import type { LeadRouting } from '../domain/lead-routing.ts';
import { RoutingLeads } from './routing-leads.ts';

export class PostgresRoutingLeads extends RoutingLeads {
  readonly #table: KeyedTable<LeadRouting>;

  constructor({ schema }: ServiceDatabase) {
    super();
    this.#table = new KeyedTable<LeadRouting>({ schema, table: 'routing_lead', initial: newLead });
  }

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadRouting>> {
    return this.#table.load(keys, events, tx);
  }

  save(states: ReadonlyMap<string, LeadRouting>, tx: Tx): Promise<void> {
    return this.#table.save(states, tx);
  }

  override claimed(lanes: readonly number[]): void {
    this.#table.claimed(lanes);
  }

  override dismissed(lanes: readonly number[]): void {
    this.#table.dismissed(lanes);
  }
}

import type { CloudEvent } from '@smarketing/contracts';
import { MemoryKeyedState } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { newLead } from '../domain/lead-routing.ts';
import type { LeadRouting } from '../domain/lead-routing.ts';
import { RoutingLeads } from './routing-leads.ts';

export class MemoryRoutingLeads extends RoutingLeads {
  readonly #states = new MemoryKeyedState<LeadRouting>(newLead);

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadRouting>> {
    return this.#states.load(keys, events, tx);
  }

  save(states: ReadonlyMap<string, LeadRouting>, tx: Tx): Promise<void> {
    return this.#states.save(states, tx);
  }
}

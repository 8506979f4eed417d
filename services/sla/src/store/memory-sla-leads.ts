import type { CloudEvent } from '@smarketing/contracts';
import { MemoryKeyedState } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { newSlaLead } from '../domain/sla-lead.ts';
import type { SlaLead } from '../domain/sla-lead.ts';
import { SlaLeads, firstDueMs, owingReps } from './sla-leads.ts';
import type { DueLead, DueQuery } from './sla-leads.ts';

export class MemorySlaLeads extends SlaLeads {
  readonly #states = new MemoryKeyedState<SlaLead>(newSlaLead);
  readonly #keys = new Set<string>();
  readonly #read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

  /** @param read runs work in a transaction of the memory database to which the states belong */
  constructor(read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>) {
    super();
    this.#read = read;
  }

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, SlaLead>> {
    return this.#states.load(keys, events, tx);
  }

  async save(states: ReadonlyMap<string, SlaLead>, tx: Tx): Promise<void> {
    for (const key of states.keys()) this.#keys.add(key);
    await this.#states.save(states, tx);
  }

  async find(leadId: string): Promise<SlaLead | null> {
    const found = await this.#read((tx) => this.load([leadId], [], tx));
    return found.get(leadId) ?? null;
  }

  async due({ untilMs, repId, after, limit }: DueQuery): Promise<readonly DueLead[]> {
    const leads = await this.#read((tx) => this.load([...this.#keys], [], tx));
    return [...leads]
      .flatMap(([leadId, lead]): DueLead[] => {
        const dueAtMs = firstDueMs(lead);
        return dueAtMs === null ? [] : [{ leadId, dueAtMs, lead }];
      })
      .filter(({ dueAtMs, lead }) => dueAtMs <= untilMs && (repId === null || owingReps(lead)?.includes(`|${repId}|`)))
      .toSorted(inOrder)
      .filter((each) => after === null || inOrder(each, after) > 0)
      .slice(0, limit);
  }
}

function inOrder(a: DueQuery['after'] & object, b: DueQuery['after'] & object): number {
  return a.dueAtMs - b.dueAtMs || (a.leadId < b.leadId ? -1 : a.leadId > b.leadId ? 1 : 0);
}

import type { CloudEvent } from '@smarketing/contracts';
import { MemoryKeyedState } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { newLeadView, type LeadView } from '../domain/lead-view.ts';
import {
  LeadViews,
  searchable,
  wanted,
  type LeadCount,
  type LeadPosition,
  type LeadQuery,
  type Searchable,
  type StoredLead,
} from './lead-views.ts';

export class MemoryLeadViews extends LeadViews {
  readonly #states = new MemoryKeyedState<LeadView>(newLeadView);
  readonly #keys = new Set<string>();
  readonly #read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

  /** @param read runs work in a transaction of the memory database to which the states belong */
  constructor(read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>) {
    super();
    this.#read = read;
  }

  load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadView>> {
    return this.#states.load(keys, events, tx);
  }

  async save(states: ReadonlyMap<string, LeadView>, tx: Tx): Promise<void> {
    for (const key of states.keys()) this.#keys.add(key);
    await this.#states.save(states, tx);
  }

  async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    for (const key of this.#states.keysOf(lanes)) this.#states.remove(key, tx);
  }

  async find(id: string): Promise<LeadView | null> {
    return (await this.#read((tx) => this.load([id], [], tx))).get(id) ?? null;
  }

  async list({ filter, after, limit }: LeadQuery): Promise<readonly StoredLead[]> {
    const asked = Object.entries(wanted(filter)) as [keyof Searchable, string][];
    return (await this.#all())
      .filter(({ id, view }) => {
        const columns = searchable(view, id);
        return asked.every(([name, value]) =>
          name === 'words' ? columns.words.includes(value) : columns[name] === value,
        );
      })
      .toSorted((a, b) => inOrder(positionOf(a), positionOf(b)))
      .filter((lead) => after === null || inOrder(positionOf(lead), after) > 0)
      .slice(0, limit);
  }

  async counts(): Promise<readonly LeadCount[]> {
    const counts = new Map<string, LeadCount>();
    for (const { id, view } of await this.#all()) {
      const { stage, outcome } = searchable(view, id);
      const key = `${stage}/${outcome}`;
      counts.set(key, { stage, outcome, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  async #all(): Promise<StoredLead[]> {
    const views = await this.#read((tx) => this.load([...this.#keys], [], tx));
    return [...views].map(([id, view]) => ({ id, view }));
  }
}

const positionOf = ({ id, view }: StoredLead): LeadPosition => ({ id, lastEventAtMs: view.lastEventAtMs });

function inOrder(a: LeadPosition, b: LeadPosition): number {
  return b.lastEventAtMs - a.lastEventAtMs || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

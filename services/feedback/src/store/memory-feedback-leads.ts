import { localDateOf } from '@smarketing/business-time';
import type { CloudEvent } from '@smarketing/contracts';
import { MemoryKeyedState } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { newFeedbackLead } from '../domain/feedback-lead.ts';
import type { FeedbackLead } from '../domain/feedback-lead.ts';
import { forgotten } from '../domain/forget.ts';
import type { FunnelCounts } from '../domain/funnel.ts';
import { completed } from '../domain/stored-lead.ts';
import { furthestStage, reachedStages, stageDates, stages } from '../domain/stages.ts';
import { EXAMPLES_SHOWN, FeedbackLeads } from './feedback-leads.ts';
import type { FunnelQuery, ObjectionCount, ObjectionExample } from './feedback-leads.ts';

export class MemoryFeedbackLeads extends FeedbackLeads {
  readonly #states = new MemoryKeyedState<FeedbackLead>(newFeedbackLead);
  readonly #keys = new Set<string>();
  readonly #read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

  /** @param read runs work in a transaction of the memory database to which the states belong */
  constructor(read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>) {
    super();
    this.#read = read;
  }

  async load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, FeedbackLead>> {
    const stored = await this.#states.load(keys, events, tx);
    return new Map([...stored].map(([key, lead]) => [key, completed(lead)]));
  }

  async save(states: ReadonlyMap<string, FeedbackLead>, tx: Tx): Promise<void> {
    for (const key of states.keys()) this.#keys.add(key);
    await this.#states.save(states, tx);
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    const leads = await this.load(this.#states.keysOf(lanes), [], tx);
    await this.#states.save(new Map([...leads].map(([key, lead]) => [key, forgotten(lead)])), tx);
  }

  async find(leadId: string): Promise<FeedbackLead | null> {
    return (await this.#all()).get(leadId) ?? null;
  }

  async funnel(query: FunnelQuery): Promise<FunnelCounts> {
    const leads = [...(await this.#all()).values()].filter((lead) => furthestStage(lead) >= 0);
    const reached = leads.map((lead) => reachedStages(stageDates(lead)));
    const count = (stage: string, implied?: boolean): number =>
      reached.filter((each) => each.some((one) => one.stage === stage && (implied ?? one.implied) === one.implied))
        .length;
    const groups = groupBy(leads, (lead) => keyOf(lead, query));
    const won = (some: readonly FeedbackLead[]): number =>
      some.filter((lead) => stageDates(lead).customer !== null).length;
    return {
      leads: leads.length,
      won: won(leads),
      stages: Object.fromEntries(
        stages.map((stage) => [stage, { leads: count(stage), implied: count(stage, true) }]),
      ) as FunnelCounts['stages'],
      groups: [...groups].map(([key, some]) => ({ key, leads: some.length, won: won(some) })),
    };
  }

  async objections(limit: number): Promise<{ total: number; items: ObjectionCount[] }> {
    const heard = [...(await this.#all())].flatMap(([leadId, lead]) =>
      lead.objections.map(({ key, text, pain, atMs }) => ({ key, example: { leadId, text, pain, atMs } })),
    );
    const items = [...groupBy(heard, ({ key }) => key)].map(([objection, said]): ObjectionCount => {
      const examples = said.map(({ example }) => example).toSorted(newestFirst);
      return {
        objection,
        count: said.length,
        leads: new Set(examples.map(({ leadId }) => leadId)).size,
        lastAtMs: examples[0]!.atMs,
        examples: examples.slice(0, EXAMPLES_SHOWN),
      };
    });
    const byCount = items.toSorted((a, b) => b.count - a.count || compare(a.objection, b.objection));
    return { total: heard.length, items: byCount.slice(0, limit) };
  }

  #all(): Promise<Map<string, FeedbackLead>> {
    return this.#read((tx) => this.load([...this.#keys], [], tx));
  }
}

function keyOf({ first, profile }: FeedbackLead, { by, timeZone }: FunnelQuery): string | null {
  switch (by) {
    case 'source':
      return first?.campaign.source ?? null;
    case 'campaign':
      return first?.campaign.name ?? null;
    case 'asset':
      return first?.asset?.id ?? null;
    case 'persona':
      return profile.persona;
    case 'cohort':
      return first === null ? null : localDateOf(timeZone, first.atMs).slice(0, 7);
    default:
      return by satisfies never;
  }
}

function groupBy<T, K>(items: readonly T[], keyOfItem: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function newestFirst(a: ObjectionExample, b: ObjectionExample): number {
  return b.atMs - a.atMs || compare(a.leadId, b.leadId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

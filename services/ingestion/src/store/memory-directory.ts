import type { CloudEvent } from '@smarketing/contracts';
import { memoryTxOf, type Tx } from '@smarketing/messaging';
import type { ClientEvent } from '../domain/client-event.ts';
import { DirectoryView } from '../domain/directory-view.ts';
import { identifierKey } from '../domain/identity/identifiers.ts';
import type { Lead } from '../domain/lead.ts';
import { Directory, type Evidence, type TimelinePlace } from './directory.ts';
import { wantedBy } from './wanted.ts';

/** Keeps rows as JSON text, so that what a database would lose or share is lost and not shared here as well. */
export class MemoryDirectory extends Directory {
  readonly #events = new Map<string, string>();
  readonly #repeats = new Map<string, number>();
  readonly #identifiers = new Map<string, string>();
  readonly #leads = new Map<string, string>();

  async load(events: readonly CloudEvent[], tx: Tx): Promise<DirectoryView> {
    memoryTxOf(tx);
    const view = new DirectoryView();
    const wanted = wantedBy(events);
    const ids = new Set(wanted.events.map((event) => event.id));
    for (const row of this.rows()) if (ids.has(row.eventId)) view.addLedgerRow(row);
    const leadIds = new Set(wanted.leadIds);
    for (const identifier of wanted.identifiers) {
      const leadId = this.#identifiers.get(identifierKey(identifier));
      if (leadId === undefined) continue;
      view.names.set(identifierKey(identifier), leadId);
      leadIds.add(leadId);
    }
    for (const id of leadIds) {
      for (let lead = this.#lead(id); lead; lead = lead.movedTo === null ? undefined : this.#lead(lead.movedTo)) {
        view.leads.set(lead.id, lead);
      }
    }
    return view;
  }

  async save(view: DirectoryView, tx: Tx): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const row of view.rows) memory.set(this.#events, keyOf(row), JSON.stringify(row));
    for (const [key, { count }] of view.repeats) {
      memory.set(this.#repeats, key, (this.#repeats.get(key) ?? 0) + count);
    }
    for (const [key, { leadId }] of view.namings) memory.set(this.#identifiers, key, leadId);
    for (const id of view.changed.keys()) memory.set(this.#leads, id, JSON.stringify(view.leads.get(id)));
  }

  async timeline(leadId: string, limit: number, place?: TimelinePlace): Promise<readonly Evidence[] | null> {
    if (!this.#leads.has(leadId)) return null;
    return this.rows()
      .filter((row) => row.leadId === leadId && row.status === 'applied' && (!place || isAfter(row, place)))
      .sort((a, b) => (isAfter(b, a) ? -1 : 1))
      .slice(0, limit);
  }

  /** All rows, for tests. */
  rows(): ClientEvent[] {
    return [...this.#events.values()].map((body) => JSON.parse(body) as ClientEvent);
  }

  /** How often the row was sent again, for tests. */
  repeatsOf(row: Pick<ClientEvent, 'eventId' | 'variant'>): number {
    return this.#repeats.get(keyOf(row)) ?? 0;
  }

  #lead(id: string): Lead | undefined {
    const body = this.#leads.get(id);
    return body === undefined ? undefined : (JSON.parse(body) as Lead);
  }
}

const keyOf = ({ eventId, variant }: Pick<ClientEvent, 'eventId' | 'variant'>): string => `${eventId}/${variant}`;

function isAfter(a: TimelinePlace, b: TimelinePlace): boolean {
  return a.occurredAtMs !== b.occurredAtMs ? a.occurredAtMs < b.occurredAtMs : a.eventId < b.eventId;
}

import type { CloudEvent } from '@smarketing/contracts';
import { memoryTxOf } from '@smarketing/messaging';
import type { Tx } from '@smarketing/messaging';
import { applyToView } from '../domain/book-view.ts';
import type {
  Account,
  AccountCycle,
  AccountDeal,
  BookChanges,
  BookView,
  RoutingDecision,
  Seat,
  StoredPacket,
} from '../domain/book-view.ts';
import { Book } from './book.ts';
import { concernedAccounts } from './concerned-accounts.ts';
import { foldChanges } from './fold-changes.ts';

/** The book for tests; the memory database runs one transaction at a time, which is lock enough. */
export class MemoryBook extends Book {
  readonly #seats = new Map<string, Seat>();
  readonly #cycles = new Map<string, AccountCycle>();
  readonly #deals = new Map<string, AccountDeal>();
  readonly #decisions = new Map<string, RoutingDecision>();
  readonly #packets = new Map<string, StoredPacket>();

  async load(events: readonly CloudEvent[], tx: Tx, leadIds: readonly string[]): Promise<BookView> {
    memoryTxOf(tx);
    const cycles = [...this.#cycles.values()].sort((a, b) => a.sinceMs - b.sinceMs || (a.cycleId < b.cycleId ? -1 : 1));
    const domains = new Set([
      ...concernedAccounts(events),
      ...cycles.filter(({ leadId }) => leadIds.includes(leadId)).map(({ domain }) => domain),
    ]);
    const accounts = new Map<string, Account>();
    for (const domain of domains) {
      const open = cycles.filter((cycle) => cycle.domain === domain);
      const deal = this.#deals.get(domain);
      if (open.length === 0 && !deal) continue;
      accounts.set(domain, { open, lastDeal: deal ? { repId: deal.repId, atMs: deal.atMs } : null });
    }
    return structuredClone({ seats: this.#seats, accounts, changes: [] });
  }

  apply(view: BookView, changes: BookChanges): void {
    applyToView(view, changes);
  }

  async save(view: BookView, tx: Tx): Promise<void> {
    const memory = memoryTxOf(tx);
    const rows = foldChanges(structuredClone(view.changes));
    for (const seat of rows.seats) memory.set(this.#seats, seat.repId, seat);
    for (const cycle of rows.accountCycles) memory.set(this.#cycles, cycle.cycleId, cycle);
    for (const cycleId of rows.closedCycles) memory.delete(this.#cycles, cycleId);
    for (const deal of rows.accountDeals) {
      if ((this.#deals.get(deal.domain)?.atMs ?? -Infinity) < deal.atMs) memory.set(this.#deals, deal.domain, deal);
    }
    for (const decision of rows.decisions) memory.set(this.#decisions, decision.decisionId, decision);
    for (const packet of rows.packets) memory.set(this.#packets, packet.assignmentId, packet);
  }

  async seats(): Promise<readonly Seat[]> {
    return structuredClone([...this.#seats.values()].sort((a, b) => (a.repId < b.repId ? -1 : 1)));
  }

  async decisionsOf(leadId: string, limit: number): Promise<readonly RoutingDecision[]> {
    return newest(this.#decisions.values(), leadId, limit, ({ decisionId }) => decisionId);
  }

  async packetsOf(leadId: string, limit: number): Promise<readonly StoredPacket[]> {
    return newest(this.#packets.values(), leadId, limit, ({ assignmentId }) => assignmentId);
  }
}

function newest<T extends { readonly leadId: string; readonly atMs: number }>(
  rows: Iterable<T>,
  leadId: string,
  limit: number,
  idOf: (row: T) => string,
): T[] {
  const own = [...rows].filter((row) => row.leadId === leadId);
  return structuredClone(own.sort((a, b) => b.atMs - a.atMs || (idOf(a) < idOf(b) ? 1 : -1)).slice(0, limit));
}

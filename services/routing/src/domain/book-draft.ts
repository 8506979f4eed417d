import type {
  Account,
  AccountCycle,
  AccountDeal,
  BookChanges,
  BookView,
  RoutingDecision,
  Seat,
  StoredPacket,
} from './book-view.ts';
import { newSeat } from './book-view.ts';

/** One decision's working copy of the book: reads see what it has changed so far, and `changes` is all of that. */
export class BookDraft {
  private readonly view: BookView;
  private readonly seats = new Map<string, Seat>();
  private readonly accountCycles = new Map<string, AccountCycle>();
  private readonly closedCycles = new Set<string>();
  private readonly accountDeals: AccountDeal[] = [];
  private readonly decisions: RoutingDecision[] = [];
  private readonly packets: StoredPacket[] = [];

  constructor(view: BookView) {
    this.view = view;
  }

  seatOf(repId: string): Seat {
    return this.seats.get(repId) ?? this.view.seats.get(repId) ?? newSeat(repId);
  }

  setSeat(seat: Seat): void {
    this.seats.set(seat.repId, seat);
  }

  accountOf(domain: string): Account {
    return this.view.accounts.get(domain) ?? { open: [], lastDeal: null };
  }

  setAccountCycle(cycle: AccountCycle): void {
    this.closedCycles.delete(cycle.cycleId);
    this.accountCycles.set(cycle.cycleId, cycle);
  }

  closeCycle(cycleId: string): void {
    this.accountCycles.delete(cycleId);
    this.closedCycles.add(cycleId);
  }

  noteDeal(deal: AccountDeal): void {
    this.accountDeals.push(deal);
  }

  record(decision: RoutingDecision): void {
    this.decisions.push(decision);
  }

  keep(packet: StoredPacket): void {
    this.packets.push(packet);
  }

  /** Undefined when nothing changed. */
  changes(): BookChanges | undefined {
    const changes: BookChanges = {
      seats: [...this.seats.values()],
      accountCycles: [...this.accountCycles.values()],
      closedCycles: [...this.closedCycles],
      accountDeals: this.accountDeals,
      decisions: this.decisions,
      packets: this.packets,
    };
    return Object.values(changes).some((rows) => rows.length > 0) ? changes : undefined;
  }
}

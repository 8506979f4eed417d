import type {
  AccountCycle,
  AccountDeal,
  BookChanges,
  RoutingDecision,
  Seat,
  StoredPacket,
} from '../domain/book-view.ts';

/** The rows that a batch leaves behind: of each the last that was decided. */
export type BookRows = {
  readonly seats: readonly Seat[];
  readonly accountCycles: readonly AccountCycle[];
  readonly closedCycles: readonly string[];
  readonly accountDeals: readonly AccountDeal[];
  readonly decisions: readonly RoutingDecision[];
  readonly packets: readonly StoredPacket[];
};

export function foldChanges(changes: readonly BookChanges[]): BookRows {
  const seats = new Map<string, Seat>();
  const cycles = new Map<string, AccountCycle | null>();
  const deals = new Map<string, AccountDeal>();
  for (const change of changes) {
    for (const seat of change.seats) seats.set(seat.repId, seat);
    for (const cycleId of change.closedCycles) cycles.set(cycleId, null);
    for (const cycle of change.accountCycles) cycles.set(cycle.cycleId, cycle);
    for (const deal of change.accountDeals) {
      if ((deals.get(deal.domain)?.atMs ?? -Infinity) < deal.atMs) deals.set(deal.domain, deal);
    }
  }
  return {
    seats: [...seats.values()],
    accountCycles: [...cycles.values()].filter((cycle) => cycle !== null),
    closedCycles: [...cycles].filter(([, cycle]) => cycle === null).map(([cycleId]) => cycleId),
    accountDeals: [...deals.values()],
    decisions: changes.flatMap(({ decisions }) => decisions),
    packets: changes.flatMap(({ packets }) => packets),
  };
}

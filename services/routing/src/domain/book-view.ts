import type { HandoffPacket, PathStep, Person } from '@smarketing/contracts';

/**
 * The book: what all leads share. Whose turn it is, how many leads each rep has, who owns which account, and the register
 * of what was decided. It is read and written by one transaction at a time.
 */
export type BookView = {
  readonly seats: Map<string, Seat>;
  /** Of the companies whose contacts qualify with the batch, and of those where a lead that is decided on has an open cycle. */
  readonly accounts: Map<string, Account>;
  /** What the batch has decided so far, in order, to be written. */
  readonly changes: BookChanges[];
};

/** One rep in the book. */
export type Seat = {
  readonly repId: string;
  /** By pool id. */
  readonly places: Readonly<Record<string, PlaceInPool>>;
  readonly openLeads: number;
  /** Leads given on a day of the rep's calendar, `YYYY-MM-DD`. */
  readonly day: { readonly date: string; readonly given: number };
  /** Turns taken and given back in a month of the rep's calendar, `YYYY-MM`. */
  readonly month: { readonly month: string; readonly turns: number; readonly givenBack: number };
};

/** The lowest pointer gets the next lead. `away`: the pool gave leads to others while this rep was absent. */
export type PlaceInPool = { readonly pointer: number; readonly away: boolean };

export type Account = {
  /** Oldest first. */
  readonly open: readonly AccountCycle[];
  readonly lastDeal: { readonly repId: string; readonly atMs: number } | null;
};

/** An open cycle of a contact of a company; without rep and assignment while it waits for one. */
export type AccountCycle = {
  readonly domain: string;
  readonly cycleId: string;
  readonly leadId: string;
  readonly sinceMs: number;
  readonly repId: string | null;
  readonly assignmentId: string | null;
};

export type AccountDeal = { readonly domain: string; readonly repId: string; readonly atMs: number };

/** One decision as it is kept, with the path that led to it. */
export type RoutingDecision = {
  readonly decisionId: string;
  readonly leadId: string;
  readonly cycleId: string;
  readonly atMs: number;
  readonly outcome: 'routed' | 'rerouted' | 'proposed' | 'held' | 'unroutable' | 'kept' | 'history' | 'closed';
  readonly reason: string;
  readonly rule: string | null;
  readonly pool: string | null;
  readonly rep: Person | null;
  readonly assignmentId: string | null;
  readonly agreementVersion: number;
  readonly path: readonly PathStep[];
};

export type StoredPacket = {
  readonly assignmentId: string;
  readonly leadId: string;
  readonly cycleId: string;
  readonly rep: Person;
  readonly atMs: number;
  readonly packet: HandoffPacket;
};

/** Rows as they shall stand. */
export type BookChanges = {
  readonly seats: readonly Seat[];
  readonly accountCycles: readonly AccountCycle[];
  /** Ids of cycles that are open no more. */
  readonly closedCycles: readonly string[];
  readonly accountDeals: readonly AccountDeal[];
  readonly decisions: readonly RoutingDecision[];
  readonly packets: readonly StoredPacket[];
};

export function newSeat(repId: string): Seat {
  return {
    repId,
    places: {},
    openLeads: 0,
    day: { date: '', given: 0 },
    month: { month: '', turns: 0, givenBack: 0 },
  };
}

/** Lets the next decision of the batch see what this one changed. */
export function applyToView(view: BookView, changes: BookChanges): void {
  view.changes.push(changes);
  for (const seat of changes.seats) view.seats.set(seat.repId, seat);
  const moved = new Set([...changes.closedCycles, ...changes.accountCycles.map(({ cycleId }) => cycleId)]);
  if (moved.size > 0) {
    for (const [domain, account] of view.accounts) {
      const open = account.open.filter(({ cycleId }) => !moved.has(cycleId));
      if (open.length < account.open.length) view.accounts.set(domain, { ...account, open });
    }
  }
  for (const cycle of changes.accountCycles) {
    const account = view.accounts.get(cycle.domain) ?? { open: [], lastDeal: null };
    const open = [...account.open, cycle].sort((a, b) => a.sinceMs - b.sinceMs || (a.cycleId < b.cycleId ? -1 : 1));
    view.accounts.set(cycle.domain, { ...account, open });
  }
  for (const { domain, repId, atMs } of changes.accountDeals) {
    const account = view.accounts.get(domain) ?? { open: [], lastDeal: null };
    if ((account.lastDeal?.atMs ?? -Infinity) < atMs)
      view.accounts.set(domain, { ...account, lastDeal: { repId, atMs } });
  }
}

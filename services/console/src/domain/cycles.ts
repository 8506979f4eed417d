import { newestDeal } from './deals.ts';
import type { CycleFacts, DealFacts, LeadView } from './lead-view.ts';
import { startedAtMs } from './take-cycle.ts';

export type CycleState = 'open' | 'won' | 'lost' | 'recycled' | 'disqualified' | 'rejected' | 'superseded';

export type Cycle = {
  readonly id: string;
  readonly facts: CycleFacts;
  readonly startedAtMs: number;
  readonly state: CycleState;
  /** The deal that came of it: the one that changed last. */
  readonly deal: DealFacts | null;
};

/**
 * The cycle that counts now: the newest open one (models have cycles of their own), else the newest; null where there is none.
 */
export function currentCycle(view: LeadView): Cycle | null {
  const cycles = cyclesOf(view);
  return cycles.find(({ state }) => state === 'open') ?? cycles[0] ?? null;
}

/** A lead's cycles, newest first. */
export function cyclesOf({ cycles, deals }: LeadView): readonly Cycle[] {
  const known = Object.entries(cycles)
    .map(([id, facts]) => ({ id, facts, startedAtMs: startedAtMs(facts) }))
    .toSorted((a, b) => b.startedAtMs - a.startedAtMs || (a.id < b.id ? 1 : -1));
  const dealsOf = new Map<string, DealFacts[]>();
  for (const deal of Object.values(deals)) {
    const id = cycleOf(deal, known);
    if (id !== null) dealsOf.set(id, [...(dealsOf.get(id) ?? []), deal]);
  }
  const models = new Set<string>();
  return known.map((cycle) => {
    const deal = newestDeal(dealsOf.get(cycle.id) ?? []);
    const model = cycle.facts.qualified?.model ?? cycle.facts.placed?.model ?? '';
    const state = stateOf(cycle.facts, deal);
    const superseded = state === 'open' && models.has(model);
    models.add(model);
    return { ...cycle, deal, state: superseded ? 'superseded' : state };
  });
}

type KnownCycle = Pick<Cycle, 'id' | 'facts' | 'startedAtMs'>;

/** The cycle that a deal names, else the newest whose evidence had happened by then; null for a deal of nobody's cycle. */
function cycleOf({ of, state, detail }: DealFacts, newestFirst: readonly KnownCycle[]): string | null {
  const named = newestFirst.find(({ id }) => id === of?.cycleId);
  if (named) return named.id;
  const ofAssignment = newestFirst.find(
    ({ facts }) => facts.placed?.assignmentId != null && facts.placed.assignmentId === of?.assignmentId,
  );
  if (ofAssignment) return ofAssignment.id;
  const atMs = (state ?? detail).atMs;
  const possible = newestFirst.find(
    ({ startedAtMs: at, facts }) => Math.min(at, facts.placed?.evidenceAtMs ?? at) <= atMs,
  );
  if (possible) return possible.id;
  // A deal without a lead opens a cycle of its own: that one is younger than its deal.
  const oldest = newestFirst.at(-1);
  return oldest?.facts.qualified?.origin === 'sales' ? oldest.id : null;
}

function stateOf({ answered, placed, recycled }: CycleFacts, deal: DealFacts | null): CycleState {
  if (deal?.state?.state === 'won') return 'won';
  if (recycled) return 'recycled';
  if (deal?.state?.state === 'lost') return 'lost';
  switch (answered?.answer) {
    case 'recycled':
    case 'disqualified':
      return answered.answer;
    case 'rejected':
      if (answered.goesOn) return 'open';
      // Somebody else has it, or it waits for somebody: the rejection was that of a wrong owner.
      return placed && placed.assignmentId !== answered.assignmentId ? 'open' : 'rejected';
    case 'accepted':
    case undefined:
      return 'open';
  }
}

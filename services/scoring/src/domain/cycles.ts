import {
  withNote,
  type Cycle,
  type CycleEnd,
  type EarlierCycle,
  type LeadAtHand,
  type LeadScore,
} from './lead-score.ts';
import type { Moment } from './moment.ts';
import { outcomeOf } from './prediction/attempt.ts';

const EARLIER_KEPT = 20;

export function openCycle<L extends LeadScore>(lead: L, cycle: Omit<Cycle, 'number'>): L {
  const number = lead.cyclesSoFar + 1;
  return { ...lead, cyclesSoFar: number, cycles: [...lead.cycles, { ...cycle, number }] };
}

export function withProgress<L extends LeadScore>(lead: L, cycleId: string, change: Partial<Cycle>): L {
  return {
    ...lead,
    cycles: lead.cycles.map((cycle) => (cycle.cycleId === cycleId ? { ...cycle, ...change } : cycle)),
  };
}

/**
 * The open cycles that keep others from beginning. One that was only proposed, and that nobody took up while its evidence was fresh, is
 * history: what the person does since then stands for itself.
 */
export function cyclesInTheWay({ cycles }: LeadScore, { agreement, nowMs }: Moment): readonly Cycle[] {
  const staleMs = nowMs - agreement.qualification.freshnessMs;
  return cycles.filter(
    ({ proposed, progress, startedAtMs }) => proposed !== true || progress !== 'qualified' || startedAtMs > staleMs,
  );
}

/** Ends an open cycle; of one that is not open nothing changes. */
export function closeCycle<L extends LeadAtHand>(
  lead: L,
  cycleId: string,
  outcome: CycleEnd,
  reason: string | null,
  endedAtMs: number,
): L {
  const open = lead.cycles.find((cycle) => cycle.cycleId === cycleId);
  if (open === undefined) return lead;
  const { model, number, origin, startedAtMs, progress } = open;
  const ended: EarlierCycle = { cycleId, model, number, origin, startedAtMs, progress, endedAtMs, outcome, reason };
  const closed = {
    ...lead,
    cycles: lead.cycles.filter((cycle) => cycle !== open),
    earlier: [...lead.earlier, ended].slice(-EARLIER_KEPT),
  };
  const taught = outcomeOf(outcome);
  return taught === null ? closed : withNote(closed, { kind: 'ended', cycleId, atMs: endedAtMs, outcome: taught });
}

/** The open cycle that a statement about a deal belongs to: the one it names, the deal's own, else the newest whose evidence had happened by then. */
export function cycleOfDeal(
  { cycles }: LeadScore,
  deal: { readonly cycleId?: string | undefined; readonly dealId: string },
  occurredAtMs: number,
): Cycle | undefined {
  const own = cycles.find(({ dealId }) => dealId === deal.dealId);
  if (deal.cycleId !== undefined) {
    // Nobody was told the id of a cycle that sales began by itself: it cannot be named, and ends with its deal all the same.
    const unannounced = own?.announced === false ? own : undefined;
    return cycles.find(({ cycleId }) => cycleId === deal.cycleId) ?? unannounced;
  }
  return (
    own ??
    cycles
      .filter((cycle) => cycle.evidenceAtMs <= occurredAtMs)
      .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
      .at(-1)
  );
}

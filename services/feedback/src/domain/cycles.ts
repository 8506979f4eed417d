import { evidenceAtMs, type Dossier, type Priority } from '@smarketing/contracts';
import type { ClosedDeal, Cycle, CycleOutcome, FeedbackLead } from './feedback-lead.ts';
import { compareTold, earliest } from './stated-at.ts';

const CYCLES_KEPT = 20;

export const unknownCycle = (cycleId: string): Cycle => ({
  cycleId,
  ...{
    model: null,
    origin: null,
    priority: null,
    startedAtMs: null,
    evidenceAtMs: null,
    routedAtMs: null,
    assignmentId: null,
  },
  ...{ acceptedAtMs: null, ended: null, recycledAtMs: null },
  ...{ breachedClocks: [], withdrawnClocks: [], firstTouch: null },
});

export function cycleOf(lead: FeedbackLead, cycleId: string): Cycle {
  return lead.cycles.find((cycle) => cycle.cycleId === cycleId) ?? unknownCycle(cycleId);
}

export function withCycle(lead: FeedbackLead, cycleId: string, change: (cycle: Cycle) => Partial<Cycle>): FeedbackLead {
  const before = cycleOf(lead, cycleId);
  const cycle = { ...before, ...change(before) };
  const others = lead.cycles.filter((each) => each.cycleId !== cycleId);
  return {
    ...lead,
    cycles: withGuessedEnds([...others, cycle])
      .toSorted(inTime)
      .slice(-CYCLES_KEPT),
  };
}

/** An earlier cycle of the same model has ended when the next one began, whatever has not reached us of it. */
function withGuessedEnds(cycles: readonly Cycle[]): readonly Cycle[] {
  return cycles.map((cycle) => {
    const begunMs = begunAtMs(cycle);
    if (begunMs === null || isEndedBySales(cycle)) return cycle;
    const nextAtMs = cycles
      .filter(({ model, startedAtMs }) => model === cycle.model && startedAtMs !== null && startedAtMs > begunMs)
      .reduce<number | null>((first, { startedAtMs }) => earliest(first, startedAtMs), null);
    const ended = nextAtMs === null ? null : { atMs: nextAtMs, outcome: 'superseded' as const, reason: null };
    return { ...cycle, ended };
  });
}

export function isEndedBySales({ ended }: Cycle): boolean {
  return ended !== null && ended.outcome !== 'superseded';
}

/** The first sign of it; null for one of which only the end, or a clock, is known. */
export function begunAtMs({ startedAtMs, routedAtMs }: Cycle): number | null {
  return startedAtMs ?? routedAtMs;
}

export function isOpen(cycle: Cycle): boolean {
  return cycle.ended === null && begunAtMs(cycle) !== null;
}

function inTime(a: Cycle, b: Cycle): number {
  const [atA, atB] = [a, b].map((cycle) => begunAtMs(cycle) ?? cycle.ended?.atMs ?? 0) as [number, number];
  return atA - atB || (a.cycleId < b.cycleId ? -1 : a.cycleId > b.cycleId ? 1 : 0);
}

type Qualified = {
  readonly cycleId: string;
  readonly model: string;
  readonly origin: 'marketing' | 'sales';
  readonly priority: Priority;
  readonly dossier: Pick<Dossier, 'entries' | 'intent' | 'content'>;
};

/** A new cycle. */
export function startCycle(lead: FeedbackLead, qualified: Qualified, atMs: number): FeedbackLead {
  const { cycleId, model, origin, priority } = qualified;
  const marketing = origin === 'marketing' ? earliest(lead.stages.mql, atMs) : lead.stages.mql;
  const staged: FeedbackLead = { ...lead, stages: { ...lead.stages, mql: marketing } };
  return withCycle(staged, cycleId, () => ({
    ...{ model, origin, priority, startedAtMs: atMs },
    evidenceAtMs: evidenceAtMs(origin, atMs, qualified.dossier),
  }));
}

type Routed = {
  readonly cycleId: string;
  readonly assignmentId: string;
  readonly model: string;
  readonly priority: Priority;
};

/** Its first assignment; of its model and priority, what qualified it knows better. */
export function routeCycle(lead: FeedbackLead, routed: Routed, atMs: number): FeedbackLead {
  const { cycleId, assignmentId, model, priority } = routed;
  return withCycle(lead, cycleId, (cycle) => {
    const { routedAtMs: knownAtMs, assignmentId: known } = cycle;
    const isFirst =
      knownAtMs === null || atMs < knownAtMs || (atMs === knownAtMs && (known === null || assignmentId < known));
    if (!isFirst) return {};
    return { routedAtMs: atMs, assignmentId, ...(cycle.startedAtMs === null ? { model, priority } : {}) };
  });
}

export function acceptCycle(lead: FeedbackLead, cycleId: string, atMs: number): FeedbackLead {
  const accepted = withCycle(lead, cycleId, ({ acceptedAtMs }) => ({ acceptedAtMs: earliest(acceptedAtMs, atMs) }));
  return { ...accepted, stages: { ...lead.stages, sal: earliest(lead.stages.sal, atMs) } };
}

export function breachIn(lead: FeedbackLead, cycleId: string, clockId: string): FeedbackLead {
  return withCycle(lead, cycleId, ({ breachedClocks }) => ({ breachedClocks: withId(breachedClocks, clockId) }));
}

export function withdrawBreachIn(lead: FeedbackLead, cycleId: string, clockId: string): FeedbackLead {
  return withCycle(lead, cycleId, ({ withdrawnClocks }) => ({ withdrawnClocks: withId(withdrawnClocks, clockId) }));
}

function withId(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids : [...ids, id].toSorted();
}

/** A clock may be said to have stopped again, when an earlier touch arrives: the newest statement holds. */
export function touchCycle(
  lead: FeedbackLead,
  cycleId: string,
  touched: NonNullable<Cycle['firstTouch']>,
): FeedbackLead {
  return withCycle(lead, cycleId, ({ firstTouch }) =>
    firstTouch !== null && compareTold(firstTouch, touched) > 0 ? {} : { firstTouch: touched },
  );
}

/** What sales said last counts. */
export function endCycle(
  lead: FeedbackLead,
  cycleId: string,
  atMs: number,
  outcome: Exclude<CycleOutcome, 'superseded'>,
  reason: string | null,
): FeedbackLead {
  const cycle = cycleOf(lead, cycleId);
  if (isEndedBySales(cycle) && cycle.ended!.atMs >= atMs) return lead;
  return withCycle(lead, cycleId, () => ({ ended: { atMs, outcome, reason } }));
}

/** The cycle that the end of a deal belongs to: the one it names, else the newest whose evidence had happened by then. */
export function cycleOfDeal(lead: FeedbackLead, { cycleId, assignmentId, atMs }: ClosedDeal): Cycle | null {
  if (cycleId !== null) return cycleOf(lead, cycleId);
  const ofAssignment = lead.cycles.find((cycle) => assignmentId !== null && cycle.assignmentId === assignmentId);
  const begun = lead.cycles.filter((cycle) => (cycle.evidenceAtMs ?? begunAtMs(cycle) ?? Infinity) <= atMs);
  return ofAssignment ?? begun.at(-1) ?? null;
}

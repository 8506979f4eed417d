import type { CycleFacts, LeadView } from './lead-view.ts';
import { withEntry } from './keep.ts';

const NOTHING_SAID: CycleFacts = { qualified: null, placed: null, answered: null, recycled: null, exhausted: null };

/** Adds to what is known of a cycle; the first event about it may be any. */
export function withCycle(
  view: LeadView,
  cycleId: string,
  change: (cycle: CycleFacts) => Partial<CycleFacts>,
): LeadView {
  const former = view.cycles[cycleId] ?? NOTHING_SAID;
  return { ...view, cycles: withEntry(view.cycles, cycleId, { ...former, ...change(former) }, startedAtMs) };
}

/** When a cycle began, as far as is known; epoch ms. */
export function startedAtMs({ qualified, placed, answered, recycled }: CycleFacts): number {
  return qualified?.atMs ?? placed?.atMs ?? answered?.atMs ?? recycled?.atMs ?? 0;
}

import type { CloudEvent, DataOf, leadHeld, leadProposed, leadRouted, leadUnroutable } from '@smarketing/contracts';
import { higher } from './keep.ts';
import type { LeadView } from './lead-view.ts';
import { rankOf } from './rank-of.ts';
import { withCycle } from './take-cycle.ts';

/** Routed, or routed again to somebody else. */
export function takeRouted(
  view: LeadView,
  event: CloudEvent<
    Pick<
      DataOf<typeof leadRouted>,
      'cycleId' | 'reason' | 'priority' | 'model' | 'assignmentId' | 'rep' | 'pool' | 'at'
    > & { readonly evidenceAt?: unknown }
  >,
): LeadView {
  const { cycleId, reason, priority, model, assignmentId, rep, pool, at, evidenceAt } = event.data;
  const owner = { id: rep.id, name: rep.name };
  const when = { atMs: Date.parse(at), evidenceAtMs: instantOf(evidenceAt) };
  const facts = { kind: 'routed' as const, reason, priority, model, assignmentId, owner, pool, ...when };
  return withCycle(view, cycleId, ({ placed }) => ({ placed: higher(placed, { rank: rankOf(event), ...facts }) }));
}

/** Nobody has it: it is said who would, and why. */
export function takeProposed(view: LeadView, event: CloudEvent<DataOf<typeof leadProposed>>): LeadView {
  const { cycleId, reason, priority, model, proposalId, candidate, pool, at, evidenceAt } = event.data;
  const who = { owner: null, candidate: { id: candidate.id, name: candidate.name } };
  const when = { atMs: Date.parse(at), evidenceAtMs: instantOf(evidenceAt) };
  const facts = { kind: 'proposed' as const, reason, priority, model, assignmentId: proposalId, pool, ...who, ...when };
  return withCycle(view, cycleId, ({ placed }) => ({ placed: higher(placed, { rank: rankOf(event), ...facts }) }));
}

export function takeHeld(view: LeadView, event: CloudEvent<DataOf<typeof leadHeld>>): LeadView {
  return waiting(view, event, 'held');
}

export function takeUnroutable(view: LeadView, event: CloudEvent<DataOf<typeof leadUnroutable>>): LeadView {
  return waiting(view, event, 'unroutable');
}

function waiting(
  view: LeadView,
  event: CloudEvent<DataOf<typeof leadUnroutable>>,
  kind: 'held' | 'unroutable',
): LeadView {
  const { cycleId, reason, priority, at, evidenceAt } = event.data;
  const nobody = { model: null, assignmentId: null, owner: null, pool: null };
  const when = { atMs: Date.parse(at), evidenceAtMs: instantOf(evidenceAt) };
  const said = { rank: rankOf(event), kind, reason, priority, ...when, ...nobody };
  return withCycle(view, cycleId, ({ placed }) => ({ placed: higher(placed, said) }));
}

function instantOf(said: unknown): number | null {
  return typeof said === 'string' ? Date.parse(said) : null;
}

import { leadHeld, leadProposed, leadRerouted, leadRouted, leadUnroutable } from '@smarketing/contracts';
import { decisionId, emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import type { BookDraft } from './book-draft.ts';
import type { RoutingDecision } from './book-view.ts';
import { countedTouch } from './counted-touch.ts';
import { evidenceAtOf } from './evidence-at.ts';
import type { Verdict } from './find-owner.ts';
import { handoffPacket } from './handoff-packet.ts';
import type { Assignment, LeadRouting, OpenCycle, Waiting } from './lead-routing.ts';
import { withCycle } from './lead-routing.ts';
import { personOf } from './rep.ts';
import { askRungAgainAt, retryAt } from './retry.ts';
import { takeLead, takeTurn } from './seat.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;

export type Placed = { readonly lead: LeadRouting; readonly emits: readonly Emit[] };

/** Carries a verdict out: the cycle's new place, the book's new rows, the decision for the record, and what to tell. */
export function placeCycle(
  leadId: string,
  lead: LeadRouting,
  cycle: OpenCycle,
  verdict: Verdict,
  draft: BookDraft,
  world: World,
): Placed {
  return verdict.kind === 'assign'
    ? assign(leadId, lead, cycle, verdict, draft, world)
    : wait(leadId, lead, cycle, verdict, draft, world);
}

/** With an owner, or, on a rung that assigns nobody, with who would be it. */
function assign(
  leadId: string,
  lead: LeadRouting,
  cycle: OpenCycle,
  verdict: Assigning,
  draft: BookDraft,
  world: World,
): Placed {
  const { rep, pool, rule, turn, reason } = verdict;
  const { cycleId, account, follows } = cycle;
  const { nowMs } = world;
  const person = personOf(rep);
  const assignmentId = decisionId(world.inputId, 'assignment', cycleId);
  const { proposed } = cycle;
  const fresh: Assignment = { assignmentId, rep: person, pool, atMs: nowMs, turn, touchedAtMs: null, proposed };
  const assignment = { ...fresh, touchedAtMs: countedTouch(cycle, fresh, lead.touches, world.reps) };
  const packet = handoffPacket(lead, cycle, { rep, pool }, account === null ? null : draft.accountOf(account), world);
  draft.keep({ assignmentId, leadId, cycleId, rep: person, atMs: nowMs, packet });
  const recorded = { rule, pool, rep: person, assignmentId };
  const ofAccount = account === null ? null : { domain: account, cycleId, leadId, sinceMs: cycle.qualifiedAtMs };
  const told = { ...whatIsTold(cycle, verdict, world), packet };

  if (!world.plan.allows.assignsOwners) {
    draft.setSeat(takeTurn(draft.seatOf(rep.id), pool, turn));
    if (ofAccount) draft.setAccountCycle({ ...ofAccount, repId: null, assignmentId: null });
    draft.record(decisionOf(leadId, cycle, verdict, world, { outcome: 'proposed', ...recorded }));
    const retryAtMs = askRungAgainAt(cycle, world);
    const waits = { code: 'rung' as const, reason, sinceMs: nowMs, retryAtMs, tries: 1 };
    const mayWrite = world.plan.allows.writesOwnFields;
    return {
      lead: withCycle(lead, {
        ...cycle,
        place: { kind: 'proposed', proposal: assignment, ...waits },
        proposed: { proposalId: assignmentId, atMs: nowMs },
      }),
      emits: [emit(leadProposed, leadId, { ...told, proposalId: assignmentId, candidate: person, mayWrite })],
    };
  }
  draft.setSeat(takeLead(draft.seatOf(rep.id), pool, turn, world.plan.officeHours(rep).timeZone, nowMs));
  if (ofAccount) draft.setAccountCycle({ ...ofAccount, repId: rep.id, assignmentId });
  draft.record(decisionOf(leadId, cycle, verdict, world, { outcome: follows ? 'rerouted' : 'routed', ...recorded }));
  const assigned = { ...told, assignmentId, rep: person };
  return {
    lead: withCycle(lead, { ...cycle, place: { kind: 'assigned', assignment }, follows: null, proposed: undefined }),
    emits: [
      follows
        ? emit(leadRerouted, leadId, {
            ...assigned,
            previousAssignmentId: follows.assignmentId,
            previousRep: follows.rep,
            cause: follows.cause,
          })
        : emit(leadRouted, leadId, assigned),
    ],
  };
}

type Assigning = Extract<Verdict, { kind: 'assign' }>;

function whatIsTold(cycle: OpenCycle, { pool, rule, reason, path }: Assigning, world: World) {
  const { cycleId, model, priority } = cycle;
  return {
    ...onRung(world),
    cycleId,
    cycleStartedAt: new Date(cycle.qualifiedAtMs).toISOString(),
    evidenceAt: new Date(evidenceAtOf(cycle)).toISOString(),
    model,
    priority,
    firstTouchMinutes: world.plan.firstTouch(priority, cycle.rule, pool).withinMs / MINUTE_MS,
    at: new Date(world.nowMs).toISOString(),
    pool,
    rule,
    reason,
    path: [...path],
  };
}

const onRung = ({ plan: { rung, allows } }: World) => ({ rung, act: allows.assignsOwners });

/** Says so once: a cycle that asks again and hears the same reason goes on waiting in silence. */
function wait(
  leadId: string,
  lead: LeadRouting,
  cycle: OpenCycle,
  verdict: Exclude<Verdict, { kind: 'assign' }>,
  draft: BookDraft,
  world: World,
): Placed {
  const { cycleId, priority, account } = cycle;
  const code = verdict.kind === 'held' ? verdict.code : 'nobody';
  const before = cycle.place.kind === 'assigned' ? undefined : cycle.place;
  const again = before?.code === code && before.tries > 0;
  const tries = again ? before.tries + 1 : 1;
  const retryAtMs = retryAt(verdict.kind === 'held' ? verdict.retryAtMs : null, tries - 1, priority, world.nowMs);
  const place: Waiting = {
    kind: verdict.kind,
    code,
    reason: verdict.reason,
    sinceMs: again ? before.sinceMs : world.nowMs,
    retryAtMs,
    tries,
  };
  const waiting = withCycle(lead, { ...cycle, place });
  if (again) return { lead: waiting, emits: [] };

  if (account !== null) {
    draft.setAccountCycle({
      domain: account,
      cycleId,
      leadId,
      sinceMs: cycle.qualifiedAtMs,
      repId: null,
      assignmentId: null,
    });
  }
  draft.record(decisionOf(leadId, cycle, verdict, world, { outcome: verdict.kind }));
  const at = new Date(world.nowMs).toISOString();
  const evidenceAt = new Date(evidenceAtOf(cycle)).toISOString();
  const { reason, path } = verdict;
  const said = { cycleId, evidenceAt, model: cycle.model, priority, at, code, reason, path: [...path] };
  const told = { ...onRung(world), ...said };
  return {
    lead: waiting,
    emits: [
      verdict.kind === 'held'
        ? emit(leadHeld, leadId, { ...told, retryAt: new Date(retryAtMs).toISOString() })
        : emit(leadUnroutable, leadId, told),
    ],
  };
}

/** A decision for the record; what it leaves out is null. */
export function decisionOf(
  leadId: string,
  { cycleId }: Pick<OpenCycle, 'cycleId'>,
  { reason, path }: Pick<Verdict, 'reason' | 'path'>,
  { nowMs, inputId, agreementVersion }: World,
  rest: Pick<RoutingDecision, 'outcome'> & Partial<RoutingDecision>,
): RoutingDecision {
  return {
    decisionId: decisionId(inputId, 'decision', cycleId),
    leadId,
    cycleId,
    atMs: nowMs,
    reason,
    rule: null,
    pool: null,
    rep: null,
    assignmentId: null,
    agreementVersion,
    path,
    ...rest,
  };
}

import type { BookDraft } from './book-draft.ts';
import { restoreTurn, vacate } from './close-cycle.ts';
import { poolOf } from './existing-owner.ts';
import { findOwner } from './find-owner.ts';
import type { Verdict } from './find-owner.ts';
import type { Assignment, LeadRouting, OpenCycle, RerouteCause } from './lead-routing.ts';
import { decisionOf, placeCycle } from './place-cycle.ts';
import type { Placed } from './place-cycle.ts';
import { presenceOf } from './presence.ts';
import type { Rep } from './rep.ts';
import type { World } from './world.ts';

/**
 * The owner let the lead lie: somebody else who is at work now gets it, and the owner's turn stays spent. Nobody takes a
 * lead that its owner has touched; where nobody else is free the owner keeps it, since any owner is better than none.
 */
export function rerouteUntouched(
  leadId: string,
  lead: LeadRouting,
  cycle: OpenCycle,
  assignment: Assignment,
  draft: BookDraft,
  world: World,
): Placed {
  const keep = (why: string, path: Verdict['path'] = []): Placed => {
    const reason = `stays with ${assignment.rep.name}: ${why}`;
    const { rep, pool, assignmentId } = assignment;
    draft.record(decisionOf(leadId, cycle, { reason, path }, world, { outcome: 'kept', rep, pool, assignmentId }));
    return { lead, emits: [] };
  };
  if (assignment.touchedAtMs !== null) return keep(`touched it at ${new Date(assignment.touchedAtMs).toISOString()}`);
  if (!world.plan.allows.reroutes) return keep('the agreement does not let clocks re-route');

  const freed = leaving(cycle, assignment, 'untouched');
  const wanted = { excluded: lettingLie(freed), atWorkOnly: true, ownersFirst: false };
  const verdict = findOwner(lead, freed, draft, world, wanted);
  if (verdict.kind !== 'assign') return keep(verdict.reason, verdict.path);
  vacate(cycle.place, draft);
  const reason = `${assignment.rep.name} did not touch it in time; ${verdict.reason}`;
  return placeCycle(leadId, lead, freed, { ...verdict, reason }, draft, world);
}

/**
 * The owner says that it is somebody else's: the turn is given back, and the lead goes to whom they named, whatever their
 * caps (a person decided), or else by the rules to anybody but those who had it.
 */
export function rerouteWrongOwner(
  leadId: string,
  lead: LeadRouting,
  cycle: OpenCycle,
  assignment: Assignment,
  named: Rep | undefined,
  draft: BookDraft,
  world: World,
): Placed {
  vacate(cycle.place, draft);
  if (cycle.place.kind === 'assigned') restoreTurn(assignment, draft, world);
  const freed = leaving(cycle, assignment, 'wrong-owner');
  const excluded = lettingLie(freed);
  const verdict =
    toNamed(named, assignment, world) ??
    findOwner(lead, freed, draft, world, { excluded, atWorkOnly: false, ownersFirst: true });
  const reason = `${assignment.rep.name} is the wrong owner; ${verdict.reason}`;
  return placeCycle(leadId, lead, freed, { ...verdict, reason }, draft, world);
}

function toNamed(named: Rep | undefined, { rep }: Assignment, world: World): Verdict | undefined {
  if (!named?.active || named.id === rep.id) return undefined;
  const presence = presenceOf(named, world.nowMs, world.plan).kind;
  if (presence === 'absent' || presence === 'gone') return undefined;
  const reason = `${rep.name} named ${named.name}`;
  return {
    kind: 'assign',
    rep: named,
    pool: poolOf(named, world),
    rule: 'named-owner',
    turn: 0,
    reason,
    path: [{ step: 'named owner', result: named.name }],
  };
}

function leaving(cycle: OpenCycle, { assignmentId, rep }: Assignment, cause: RerouteCause): OpenCycle {
  return {
    ...cycle,
    formerReps: [...new Set([...cycle.formerReps, rep.id])],
    // Who was only proposed never had it.
    follows: cycle.place.kind === 'proposed' ? cycle.follows : { assignmentId, rep, cause },
    acceptedAtMs: null,
  };
}

/** Whoever had this cycle before does not get it back: otherwise two idle reps could pass it to and fro for ever. */
export function lettingLie({ formerReps }: OpenCycle): ReadonlyMap<string, string> {
  return new Map(formerReps.map((repId) => [repId, 'had this lead before']));
}

import type { Verdict } from './find-owner.ts';
import { poolOf } from './existing-owner.ts';
import type { LeadRouting, OpenCycle } from './lead-routing.ts';
import { repNamed, type Rep } from './rep.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

/**
 * What becomes of a proposal once the rung assigns owners, before the rules are asked: who has worked the lead meanwhile, or
 * accepted it, keeps it, whatever their caps; and what was proposed longer ago than evidence stays fresh is history, so that a
 * step up does not give out months of leads in one morning. Undefined where neither holds, and of all else that waits.
 */
export function byStepUp(lead: LeadRouting, cycle: OpenCycle, world: World): Verdict | undefined {
  const { place, qualifiedAtMs } = cycle;
  if (place.kind === 'assigned' || (place.code !== 'rung' && place.code !== 'history')) return undefined;
  const worker = lastToWork(lead, cycle, world);
  if (worker) return toWorker(worker, `${worker.name} has worked it already`, world);
  const accepted = place.kind === 'proposed' && cycle.acceptedAtMs !== null;
  const candidate = accepted ? world.reps.get(place.proposal.rep.id) : undefined;
  if (candidate?.active) return toWorker(candidate, `${candidate.name} has accepted it already`, world);
  if (qualifiedAtMs >= world.nowMs - world.plan.freshnessMs) return undefined;
  const day = new Date(qualifiedAtMs).toISOString().slice(0, 10);
  const reason = `it qualified on ${day}, when owners were only proposed: that is history, and nobody is given it by itself`;
  return {
    kind: 'held',
    code: 'history',
    retryAtMs: world.nowMs + DAY_MS,
    reason,
    path: [{ step: 'freshness', result: reason }],
  };
}

function toWorker(rep: Rep, reason: string, world: World): Verdict {
  const path = [{ step: 'who has it already', result: rep.name }];
  return { kind: 'assign', rep, pool: poolOf(rep, world), rule: 'worked-already', turn: 0, reason, path };
}

function lastToWork({ touches }: LeadRouting, { cycleId, qualifiedAtMs }: OpenCycle, { reps }: World): Rep | undefined {
  const last = touches.findLast(
    (touch) =>
      (touch.cycleId === null || touch.cycleId === cycleId) && touch.atMs >= qualifiedAtMs && isActive(touch.by),
  );
  return repNamed(reps, last?.by ?? undefined);

  function isActive(by: string | null): boolean {
    return repNamed(reps, by ?? undefined)?.active === true;
  }
}

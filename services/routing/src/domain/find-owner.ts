import type { PathStep } from '@smarketing/contracts';
import type { BookDraft } from './book-draft.ts';
import type { Choice, Chosen } from './choose-rep.ts';
import { chooseRep } from './choose-rep.ts';
import { existingOwner } from './existing-owner.ts';
import type { LeadRouting, OpenCycle, WaitingCode } from './lead-routing.ts';
import type { Rep } from './rep.ts';
import type { PoolRequest } from './route-plan.ts';
import { NO_NEEDS } from './route-plan.ts';
import type { World } from './world.ts';

/** Where a cycle goes, with the path that led there. */
export type Verdict = { readonly path: readonly PathStep[]; readonly reason: string } & (
  | { readonly kind: 'assign'; readonly rep: Rep; readonly pool: string; readonly rule: string; readonly turn: number }
  /** `retryAtMs`: null where nobody can say when; ask again from time to time. */
  | { readonly kind: 'held'; readonly code: WaitingCode; readonly retryAtMs: number | null }
  | { readonly kind: 'unroutable' }
);

export type Wanted = {
  /** Reps out of the question, and why. */
  readonly excluded: ReadonlyMap<string, string>;
  /** Only somebody who is at work now: for leads that already have an owner. */
  readonly atWorkOnly: boolean;
  /** Whether who owns the person or the account comes first. */
  readonly ownersFirst: boolean;
};

/** Existing owner, then account owner, then the rules' pool, then the catch-all. */
export function findOwner(
  lead: LeadRouting,
  cycle: OpenCycle,
  draft: BookDraft,
  world: World,
  wanted: Wanted,
): Verdict {
  const path: PathStep[] = [];
  if (wanted.ownersFirst) {
    const owner = existingOwner(lead, cycle, draft, world, wanted.excluded, path);
    if (owner) return { kind: 'assign', ...owner, path };
  }
  const request = askRules(lead, cycle, world, path);
  const first = askPool(request, draft, world, wanted, path);
  if (first) return { ...first, path };
  const catchAll = world.plan.pools.get(world.plan.catchAll);
  if (catchAll && catchAll.id !== request.pool.id) {
    const last = askPool(
      { ...request, pool: catchAll, rule: 'catch-all', needs: NO_NEEDS },
      draft,
      world,
      wanted,
      path,
    );
    if (last) return { ...last, path };
  }
  const reason =
    world.reps.size === 0 ? 'there are no reps' : `nobody in pool "${request.pool.label}" or the catch-all can take it`;
  return { kind: 'unroutable', reason, path };
}

function askRules(lead: LeadRouting, cycle: OpenCycle, world: World, path: PathStep[]): PoolRequest {
  const request = world.plan.choosePool({
    profile: lead.profile?.fields ?? {},
    priority: cycle.priority,
    model: cycle.model,
    grade: cycle.standing.grade,
    fitGrade: cycle.standing.grade.slice(0, 1),
    stage: cycle.dossier.stage,
  });
  for (const { label, why } of request.path) path.push({ step: `rule "${label}"`, result: why });
  if (request.rule === 'catch-all') path.push({ step: 'catch-all', result: `pool "${request.pool.label}"` });
  return request;
}

/** Undefined when nobody in that pool could ever take it. */
function askPool(
  request: PoolRequest,
  draft: BookDraft,
  world: World,
  wanted: Wanted,
  path: PathStep[],
): Distributed | undefined {
  const { pool } = request;
  const step = `pool "${pool.label}"`;
  const ask = (asked: PoolRequest): Choice =>
    chooseRep(world.reps, draft, { pool: asked.pool, needs: asked.needs, excluded: wanted.excluded, ...world });
  const note = (where: string, result: string, { passedOver }: Choice): void =>
    void path.push({ step: where, result, passedOver: [...passedOver] });
  const assign = (chosen: Chosen, poolId: string, reason: string): Distributed => ({
    kind: 'assign',
    rep: chosen.rep,
    pool: poolId,
    rule: request.rule,
    turn: chosen.turn,
    reason,
  });

  const choice = ask(request);
  switch (choice.kind) {
    case 'chosen':
      note(step, `${choice.rep.name}: ${choice.because}`, choice);
      return assign(choice, pool.id, `${choice.rep.name}'s turn in pool "${pool.label}"`);
    case 'nobody':
      note(step, 'nobody who could take it', choice);
      return undefined;
    case 'full': {
      note(step, 'everybody is at a cap', choice);
      return {
        kind: 'held',
        code: 'capacity',
        retryAtMs: choice.freeAtMs,
        reason: `everybody in pool "${pool.label}" is at a cap`,
      };
    }
    case 'everybody-away':
      break;
    default:
      return choice satisfies never;
  }

  const { policy, pool: fallBackId } = world.plan.everybodyAway;
  const waiting: Distributed = {
    kind: 'held',
    code: 'everybody-away',
    retryAtMs: choice.backAtMs,
    reason: `everybody in pool "${pool.label}" is away`,
  };
  if (policy === 'wait' || wanted.atWorkOnly) {
    note(step, 'everybody is away', choice);
    return waiting;
  }
  const fallBack = policy === 'fallBack' && fallBackId !== undefined ? world.plan.pools.get(fallBackId) : undefined;
  if (fallBack && fallBack.id !== pool.id) {
    note(step, 'everybody is away: fall back', choice);
    const second = ask({ ...request, pool: fallBack, needs: NO_NEEDS });
    const found = second.kind === 'chosen';
    note(
      `fall-back pool "${fallBack.label}"`,
      found ? `${second.rep.name}: ${second.because}` : 'nobody at work',
      second,
    );
    if (found)
      return assign(
        second,
        fallBack.id,
        `everybody in pool "${pool.label}" is away: ${second.rep.name}'s turn in "${fallBack.label}"`,
      );
  }
  const { candidate } = choice;
  note(step, `everybody is away, the clock starts at the opening: ${candidate.rep.name}, ${candidate.because}`, choice);
  return assign(
    candidate,
    pool.id,
    `${candidate.rep.name}'s turn in pool "${pool.label}"; everybody is away, the clock starts at the opening`,
  );
}

type Distributed =
  | {
      readonly kind: 'assign';
      readonly rep: Rep;
      readonly pool: string;
      readonly rule: string;
      readonly turn: number;
      readonly reason: string;
    }
  | { readonly kind: 'held'; readonly code: WaitingCode; readonly retryAtMs: number | null; readonly reason: string };

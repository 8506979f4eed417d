import type { PathStep } from '@smarketing/contracts';
import type { BookDraft } from './book-draft.ts';
import type { LeadRouting, OpenCycle } from './lead-routing.ts';
import { presenceOf } from './presence.ts';
import type { Rep } from './rep.ts';
import { membersOf } from './eligibility.ts';
import type { World } from './world.ts';

export type KnownOwner = {
  readonly rep: Rep;
  readonly pool: string;
  readonly rule: 'existing-owner' | 'account-owner' | 'reopened-account';
  /** Owners cost no turn. */
  readonly turn: 0;
  readonly reason: string;
};

/**
 * Who has this person, or their company, already. No turn is spent, and no cap asked: an account is not torn apart
 * because its owner is busy. Somebody who left or is absent does not count.
 */
export function existingOwner(
  lead: LeadRouting,
  cycle: OpenCycle,
  draft: BookDraft,
  world: World,
  excluded: ReadonlyMap<string, string>,
  path: PathStep[],
): KnownOwner | undefined {
  const tryRep = (repId: string, rule: KnownOwner['rule'], reason: (rep: Rep) => string): KnownOwner | undefined => {
    const rep = world.reps.get(repId);
    const step = STEPS[rule];
    const refusal = !rep ? 'is not known' : (excluded.get(rep.id) ?? absence(rep, world));
    if (!rep || refusal !== undefined) {
      path.push({
        step,
        result: `${rep?.name ?? repId} ${refusal}`,
        passedOver: [{ rep: repId, because: refusal ?? '' }],
      });
      return undefined;
    }
    path.push({ step, result: rep.name });
    return { rep, pool: poolOf(rep, world), rule, turn: 0, reason: reason(rep) };
  };

  for (const other of lead.cycles) {
    if (other.cycleId === cycle.cycleId || other.place.kind !== 'assigned') continue;
    const found = tryRep(
      other.place.assignment.rep.id,
      'existing-owner',
      (rep) => `${rep.name} owns this lead already`,
    );
    if (found) return found;
  }
  if (!path.some(({ step }) => step === STEPS['existing-owner']))
    path.push({ step: STEPS['existing-owner'], result: 'nobody' });

  if (cycle.account === null) {
    path.push({ step: STEPS['account-owner'], result: 'no company known' });
    return undefined;
  }
  const account = draft.accountOf(cycle.account);
  const colleague = account.open.find(({ cycleId, repId }) => cycleId !== cycle.cycleId && repId !== null);
  if (colleague?.repId) {
    const found = tryRep(colleague.repId, 'account-owner', (rep) => `${rep.name} owns the account ${cycle.account}`);
    if (found) return found;
  } else {
    path.push({ step: STEPS['account-owner'], result: `no open cycle at ${cycle.account}` });
  }
  const { lastDeal } = account;
  if (lastDeal && world.nowMs - lastDeal.atMs <= world.plan.reopenedAccountMs) {
    return tryRep(lastDeal.repId, 'reopened-account', (rep) => `${rep.name} had the last deal with ${cycle.account}`);
  }
  return undefined;
}

const STEPS: Record<KnownOwner['rule'], string> = {
  'existing-owner': 'existing owner',
  'account-owner': 'account owner',
  'reopened-account': 'reopened account',
};

function absence(rep: Rep, world: World): string | undefined {
  if (!rep.active) return 'is no longer active';
  const presence = presenceOf(rep, world.nowMs, world.plan);
  if (presence.kind === 'gone') return 'has no working hours in the next 400 days';
  return presence.kind === 'absent' ? `is absent until ${new Date(presence.backAtMs).toISOString()}` : undefined;
}

/** A pool to name for a lead that no pool gave: the first that the rep belongs to, else the catch-all. */
export function poolOf(rep: Rep, { plan }: World): string {
  for (const pool of plan.pools.values()) if (membersOf(pool, new Map([[rep.id, rep]])).length > 0) return pool.id;
  return plan.catchAll;
}

import type { Seat } from './book-view.ts';
import type { Presence } from './presence.ts';
import { nextWorkingDay } from './next-working-day.ts';
import { presenceOf } from './presence.ts';
import type { Rep } from './rep.ts';
import type { Needs, Pool, RoutePlan } from './route-plan.ts';
import { givenToday } from './seat.ts';

/** How one member of a pool stands to one lead, and why, in words. */
export type Standing = { readonly rep: Rep; readonly seat: Seat; readonly because: string } & (
  | { readonly kind: 'ready' }
  | { readonly kind: 'away'; readonly presence: Extract<Presence, { kind: 'off-hours' | 'absent' }> }
  /** `freeAtMs`: when the daily cap lets go; null where only a closed lead makes room. */
  | { readonly kind: 'full'; readonly freeAtMs: number | null }
  | { readonly kind: 'unable' }
);

export type Asked = {
  readonly pool: Pool;
  readonly needs: Needs;
  /** Why these are out of the question, by rep id. */
  readonly excluded: ReadonlyMap<string, string>;
  readonly plan: RoutePlan;
  readonly nowMs: number;
};

export function membersOf(pool: Pool, reps: ReadonlyMap<string, Rep>): Rep[] {
  const members =
    pool.members === 'all'
      ? [...reps.values()]
      : [...reps.values()].filter((rep) => rep.pools.some((each) => each.pool === pool.id));
  return members.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function weightOf(rep: Rep, pool: Pool): number {
  return pool.weights[rep.id] ?? rep.pools.find((each) => each.pool === pool.id)?.weight ?? 1;
}

export function capsOf(rep: Rep, pool: Pool): { openLeads: number; daily: number } {
  return { openLeads: rep.openLeadCap ?? pool.openLeadCap, daily: rep.dailyCap ?? pool.dailyCap };
}

/** What a rep lacks for good counts before what passes: ability, then room, then presence. */
export function standingOf(rep: Rep, seat: Seat, asked: Asked): Standing {
  const { pool, plan, nowMs } = asked;
  const unable = (because: string): Standing => ({ rep, seat, kind: 'unable', because });
  if (!rep.active) return unable('is no longer active');
  const excluded = asked.excluded.get(rep.id);
  if (excluded !== undefined) return unable(excluded);
  const lack = lackOf(rep, asked.needs);
  if (lack !== undefined) return unable(lack);
  const presence = presenceOf(rep, nowMs, plan);
  if (presence.kind === 'gone') return unable('has no working hours in the next 400 days');

  const caps = capsOf(rep, pool);
  if (seat.openLeads >= caps.openLeads) {
    return {
      rep,
      seat,
      kind: 'full',
      freeAtMs: null,
      because: `has ${seat.openLeads} of ${caps.openLeads} open leads`,
    };
  }
  const given = givenToday(seat, plan.officeHours(rep).timeZone, nowMs);
  if (given >= caps.daily) {
    return {
      rep,
      seat,
      kind: 'full',
      freeAtMs: nextWorkingDay(rep, plan, nowMs),
      because: `has ${given} of ${caps.daily} leads today`,
    };
  }
  if (presence.kind === 'at-work') return { rep, seat, kind: 'ready', because: 'is at work' };
  const until = new Date(presence.backAtMs).toISOString();
  const because = presence.kind === 'absent' ? `is absent until ${until}` : `is out of office hours until ${until}`;
  return { rep, seat, kind: 'away', presence, because };
}

function lackOf(rep: Rep, needs: Needs): string | undefined {
  const missing = needs.skills.filter((skill) => !rep.skills.includes(skill));
  if (missing.length > 0) return `lacks ${missing.join(', ')}`;
  if (needs.languages.length > 0 && !needs.languages.some((language) => rep.languages.includes(language))) {
    return `speaks none of ${needs.languages.join(', ')}`;
  }
  return undefined;
}

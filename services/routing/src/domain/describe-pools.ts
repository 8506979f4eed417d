import type { Seat } from './book-view.ts';
import { newSeat } from './book-view.ts';
import { capsOf, membersOf, standingOf, weightOf } from './eligibility.ts';
import type { Reps } from './rep.ts';
import type { RoutePlan } from './route-plan.ts';
import { NO_NEEDS } from './route-plan.ts';
import { givenToday } from './seat.ts';

export type PoolDescription = {
  readonly id: string;
  readonly label: string;
  readonly catchAll: boolean;
  /** Leads that the active members could still take today. */
  readonly capacity: number;
  readonly reps: readonly {
    readonly id: string;
    readonly name: string;
    readonly weight: number;
    /** The lowest gets the next lead; null before the first turn in this pool. */
    readonly pointer: number | null;
    readonly openLeads: number;
    readonly openLeadCap: number;
    readonly givenToday: number;
    readonly dailyCap: number;
    readonly capacity: number;
    /** Whether a lead could come now, and why not. */
    readonly state: 'ready' | 'away' | 'full' | 'unable';
    readonly because: string;
  }[];
};

export function describePools(
  plan: RoutePlan,
  reps: Reps,
  seats: ReadonlyMap<string, Seat>,
  nowMs: number,
): PoolDescription[] {
  return [...plan.pools.values()].map((pool) => {
    const members = membersOf(pool, reps).map((rep) => {
      const seat = seats.get(rep.id) ?? newSeat(rep.id);
      const caps = capsOf(rep, pool);
      const given = givenToday(seat, plan.officeHours(rep).timeZone, nowMs);
      const { kind, because } = standingOf(rep, seat, { pool, needs: NO_NEEDS, excluded: new Map(), plan, nowMs });
      const room = Math.max(0, Math.min(caps.openLeads - seat.openLeads, caps.daily - given));
      return {
        id: rep.id,
        name: rep.name,
        weight: weightOf(rep, pool),
        pointer: seat.places[pool.id]?.pointer ?? null,
        openLeads: seat.openLeads,
        openLeadCap: caps.openLeads,
        givenToday: given,
        dailyCap: caps.daily,
        capacity: kind === 'unable' ? 0 : room,
        state: kind,
        because,
      };
    });
    return {
      id: pool.id,
      label: pool.label,
      catchAll: pool.id === plan.catchAll,
      capacity: members.reduce((sum, { capacity }) => sum + capacity, 0),
      reps: members,
    };
  });
}

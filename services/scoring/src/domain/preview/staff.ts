import type { CompiledAgreement } from '@smarketing/agreement';
import { compileCalendar, unite, withAbsences, type BusinessCalendar } from '@smarketing/business-time';
import type { DataOf, repChanged } from '@smarketing/contracts';

export type Rep = DataOf<typeof repChanged> & { readonly id: string };
export type Reps = ReadonlyMap<string, Rep>;

/** Who works for a pool, and when: the reps as they are now, under one document. */
export type Staff = {
  readonly members: readonly Member[];
  /** Open while any of them is there. */
  readonly anybody: BusinessCalendar;
};

export type Member = {
  /** How many leads they take a day. */
  readonly dailyCap: number;
  /** Office hours without holidays and absences. */
  readonly presence: BusinessCalendar;
};

/** By pool. A rep of several pools stands in each of them. */
export function staffOf({ document }: CompiledAgreement, reps: Reps): ReadonlyMap<string, Staff> {
  const { calendars, routing } = document;
  const hours = new Map(calendars.list.map(({ id, spec }) => [id, compileCalendar(spec)]));
  const standard = hours.get(calendars.default)!;
  const presences = new Map<Rep, BusinessCalendar>();
  for (const rep of reps.values()) {
    if (!rep.active) continue;
    presences.set(rep, withAbsences(hours.get(rep.calendar ?? calendars.default) ?? standard, absencesOf(rep)));
  }
  return new Map(
    routing.pools.map((pool) => {
      const members = [...presences]
        .filter(([rep]) => pool.members === 'all' || rep.pools.some((each) => each.pool === pool.id))
        .map(([rep, presence]): Member => ({ dailyCap: rep.dailyCap ?? pool.dailyCap, presence }));
      return [pool.id, { members, anybody: unite(...members.map(({ presence }) => presence)) }];
    }),
  );
}

/** An absence that ends before it begins is a slip of the pen, and no absence. */
function absencesOf({ absences }: Rep): { fromMs: number; toMs: number }[] {
  return absences
    .map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

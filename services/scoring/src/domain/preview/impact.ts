import type { CompiledAgreement } from '@smarketing/agreement';
import { courseOf, type Course, type Span } from './first-qualification.ts';
import type { History } from './history.ts';

/** Of lists of leads the first ones, by when they qualified: the counts are whole. */
const MOST_LISTED = 50;
const DAY_MS = 86_400_000;

export type ListedLead = {
  readonly leadId: string;
  /** ISO 8601: when it would have qualified under the document that qualifies it. */
  readonly at: string;
  readonly priority: string;
  readonly pool: string;
  /** Why it qualifies under the one, and why not under the other. */
  readonly because: string;
  readonly otherwise: string | null;
};

type Counted = { readonly count: number; readonly leads: readonly ListedLead[] };

export type Side = {
  readonly qualified: number;
  readonly byPriority: Readonly<Record<string, number>>;
  /** `perDay` is the mean, and `repsNeeded` how many reps that takes at the pool's daily cap for each. */
  readonly byPool: readonly {
    readonly pool: string;
    readonly qualified: number;
    readonly perDay: number;
    readonly repsNeeded: number;
  }[];
};

export type Impact = {
  readonly from: string;
  readonly until: string;
  /** Leads of which anything happened in that time. */
  readonly leads: number;
  readonly now: Side;
  readonly then: Side;
  readonly days: readonly { readonly day: string; readonly now: number; readonly then: number }[];
  readonly enters: Counted;
  readonly leaves: Counted;
  /** Of those that leave: they were won, or lost, rejected or given back, in a cycle that began in that time. */
  readonly winsMissed: Counted;
  readonly lossesSpared: Counted;
};

/** Collects what an agreement would have changed, lead by lead, over a span of the past. */
export class ImpactCounter {
  readonly #now: CompiledAgreement;
  readonly #then: CompiledAgreement;
  readonly #span: Span;
  #leads = 0;
  readonly #sides = { now: new SideCounter(), then: new SideCounter() };
  readonly #days = new Map<string, { now: number; then: number }>();
  readonly #lists = {
    enters: new LeadList(),
    leaves: new LeadList(),
    winsMissed: new LeadList(),
    lossesSpared: new LeadList(),
  };

  /** @param now what is in force; @param then what may come */
  constructor(now: CompiledAgreement, then: CompiledAgreement, span: Span) {
    this.#now = now;
    this.#then = then;
    this.#span = span;
  }

  add(history: History): void {
    this.#leads++;
    const now = courseOf(history, this.#now, this.#span);
    const then = courseOf(history, this.#then, this.#span);
    this.#count('now', this.#now, history, now);
    this.#count('then', this.#then, history, then);
    if (!now.first && then.first) this.#lists.enters.add(listed(history, then, now, this.#then));
    if (!now.first || then.first) return;
    const leaving = listed(history, now, then, this.#now);
    this.#lists.leaves.add(leaving);
    const ended = history.ended.filter(
      ({ startedAtMs }) => startedAtMs > this.#span.fromMs && startedAtMs <= this.#span.untilMs,
    );
    if (ended.some(({ outcome }) => outcome === 'won')) this.#lists.winsMissed.add(leaving);
    else if (ended.length > 0) this.#lists.lossesSpared.add(leaving);
  }

  result(): Impact {
    const { fromMs, untilMs } = this.#span;
    const days = (untilMs - fromMs) / DAY_MS;
    return {
      from: new Date(fromMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      leads: this.#leads,
      now: this.#sides.now.result(this.#now, days),
      then: this.#sides.then.result(this.#then, days),
      days: [...this.#days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, counts]) => ({ day, ...counts })),
      enters: this.#lists.enters.result(),
      leaves: this.#lists.leaves.result(),
      winsMissed: this.#lists.winsMissed.result(),
      lossesSpared: this.#lists.lossesSpared.result(),
    };
  }

  #count(side: 'now' | 'then', agreement: CompiledAgreement, history: History, { first }: Course): void {
    if (!first) return;
    this.#sides[side].add(first.decision.priority, poolOf(history, first, agreement));
    // Days as the teams that compare them count them.
    const day = new Date(agreement.local(first.atMs)).toISOString().slice(0, 10);
    const counts = this.#days.get(day) ?? { now: 0, then: 0 };
    counts[side]++;
    this.#days.set(day, counts);
  }
}

class SideCounter {
  #qualified = 0;
  readonly #priorities = new Map<string, number>();
  readonly #pools = new Map<string, number>();

  add(priority: string, pool: string): void {
    this.#qualified++;
    this.#priorities.set(priority, (this.#priorities.get(priority) ?? 0) + 1);
    this.#pools.set(pool, (this.#pools.get(pool) ?? 0) + 1);
  }

  result({ routing }: CompiledAgreement, days: number): Side {
    return {
      qualified: this.#qualified,
      byPriority: Object.fromEntries([...this.#priorities].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      byPool: [...this.#pools]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([pool, qualified]) => {
          const perDay = qualified / days;
          const repsNeeded = Math.ceil(perDay / routing.pools.get(pool)!.dailyCap);
          return { pool, qualified, perDay: Math.round(perDay * 100) / 100, repsNeeded };
        }),
    };
  }
}

class LeadList {
  #count = 0;
  #leads: ListedLead[] = [];

  add(lead: ListedLead): void {
    this.#count++;
    this.#leads.push(lead);
    if (this.#leads.length > 10 * MOST_LISTED) this.#leads = this.#earliest();
  }

  result(): Counted {
    return { count: this.#count, leads: this.#earliest() };
  }

  #earliest(): ListedLead[] {
    return this.#leads
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.leadId < b.leadId ? -1 : 1))
      .slice(0, MOST_LISTED);
  }
}

function listed(history: History, { first }: Course, other: Course, agreement: CompiledAgreement): ListedLead {
  const { atMs, decision } = first!;
  return {
    leadId: history.leadId,
    at: new Date(atMs).toISOString(),
    priority: decision.priority,
    pool: poolOf(history, first!, agreement),
    because: decision.reason,
    otherwise: other.lastReason,
  };
}

function poolOf(
  { profile }: History,
  { score, decision }: NonNullable<Course['first']>,
  { routing }: CompiledAgreement,
): string {
  const { model, grade, fitGrade, stage } = score;
  return routing.choosePool({ profile, priority: decision.priority, model, grade, fitGrade, stage }).pool.id;
}

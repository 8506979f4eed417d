import type { CompiledAgreement } from '@smarketing/agreement';
import { bothCourses, type BothCourses } from './both-courses.ts';
import type { Course, FirstQualification } from './course.ts';
import type { Span } from './excerpt.ts';
import type { Glance, History } from './history.ts';
import { mayQualify } from './may-qualify.ts';
import { PoolLoadCounter, type PoolLoad } from './pool-load.ts';
import { PromiseCounter, type PromiseKept } from './promises.ts';
import { staffOf, type Reps } from './staff.ts';

/** Of lists of leads the first ones, by when they qualified: the counts are whole. */
const MOST_LISTED = 50;

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
  /**
   * How many of them met the definition already when that time began, so that they would have been handed over before it: they stand on
   * the day on which they did something next, which makes the first days fuller than such days are.
   */
  readonly metBefore: number;
  /**
   * Labels of the rules that colleagues may meet, too ("three people of the account"): a preview does not know when those engaged, so more may
   * qualify by them than it counts.
   */
  readonly withoutColleagues: readonly string[];
  readonly byPriority: Readonly<Record<string, number>>;
  /** All pools of the document, against the people who are there as of now. */
  readonly byPool: readonly PoolLoad[];
  /** Whether those people can keep what sales promises, by priority. */
  readonly promises: readonly PromiseKept[];
};

export type Impact = {
  readonly from: string;
  readonly until: string;
  /** Leads of which anything happened in that time. */
  readonly leads: number;
  /**
   * ISO 8601: since when it is noted what was known of people at each time; null: of nobody yet. What somebody did before is judged by the
   * earliest profile that is known of them.
   */
  readonly profilesNotedSince: string | null;
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
  readonly #span: Span;
  readonly #agreements: readonly CompiledAgreement[];
  readonly #courses: BothCourses;
  readonly #sides: { readonly now: SideCounter; readonly then: SideCounter };
  #leads = 0;
  #notedFromMs = Infinity;
  readonly #days = new Map<string, { now: number; then: number }>();
  readonly #lists = {
    enters: new LeadList(),
    leaves: new LeadList(),
    winsMissed: new LeadList(),
    lossesSpared: new LeadList(),
  };

  /** @param now what is in force; @param then what may come */
  constructor(now: CompiledAgreement, then: CompiledAgreement, span: Span, reps: Reps) {
    this.#span = span;
    this.#agreements = [now, then];
    this.#courses = bothCourses(now, then, span);
    this.#sides = { now: new SideCounter(now, reps), then: new SideCounter(then, reps) };
  }

  /** Takes note of a lead; true where its whole history has to be seen, too. */
  glance(lead: Glance): boolean {
    this.#leads++;
    this.#notedFromMs = Math.min(this.#notedFromMs, lead.notedFromMs ?? Infinity);
    return this.#agreements.some((agreement) => mayQualify(lead, agreement));
  }

  see(history: History): void {
    const { now, then } = this.#courses(history);
    const [before, after] = [this.#count('now', now), this.#count('then', then)];
    if (before === null && after !== null) this.#lists.enters.add(listed(history, after, now));
    if (before === null || after !== null) return;
    const leaving = listed(history, before, then);
    this.#lists.leaves.add(leaving);
    const ended = history.ended.filter(
      ({ startedAtMs }) => startedAtMs > this.#span.fromMs && startedAtMs <= this.#span.untilMs,
    );
    if (ended.some(({ outcome }) => outcome === 'won')) this.#lists.winsMissed.add(leaving);
    else if (ended.length > 0) this.#lists.lossesSpared.add(leaving);
  }

  result(): Impact {
    const { fromMs, untilMs } = this.#span;
    return {
      from: new Date(fromMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      leads: this.#leads,
      profilesNotedSince: this.#notedFromMs === Infinity ? null : new Date(this.#notedFromMs).toISOString(),
      now: this.#sides.now.result(this.#span),
      then: this.#sides.then.result(this.#span),
      days: [...this.#days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, counts]) => ({ day, ...counts })),
      enters: this.#lists.enters.result(),
      leaves: this.#lists.leaves.result(),
      winsMissed: this.#lists.winsMissed.result(),
      lossesSpared: this.#lists.lossesSpared.result(),
    };
  }

  #count(side: 'now' | 'then', { first }: Course): Placed | null {
    if (first === null) return null;
    const placed = this.#sides[side].add(first);
    const counts = this.#days.get(placed.day) ?? { now: 0, then: 0 };
    counts[side]++;
    this.#days.set(placed.day, counts);
    return placed;
  }
}

/** Where a lead goes, and on which day of the teams that compare them. */
type Placed = FirstQualification & { readonly pool: string; readonly day: string };

class SideCounter {
  readonly #agreement: CompiledAgreement;
  readonly #reps: Reps;
  #qualified = 0;
  #metBefore = 0;
  readonly #priorities = new Map<string, number>();
  readonly #pools: ReadonlyMap<string, PoolLoadCounter>;
  readonly #promises = new PromiseCounter();

  constructor(agreement: CompiledAgreement, reps: Reps) {
    this.#agreement = agreement;
    this.#reps = reps;
    this.#pools = new Map([...agreement.routing.pools.keys()].map((pool) => [pool, new PoolLoadCounter()]));
  }

  add(first: FirstQualification): Placed {
    const { atMs, score, decision, profile } = first;
    const { priority, firstTouchMinutes } = decision;
    const { model, grade, fitGrade, stage } = score;
    const pool = this.#agreement.routing.choosePool({ profile, priority, model, grade, fitGrade, stage }).pool.id;
    this.#qualified++;
    this.#metBefore += Number(first.metBefore);
    this.#priorities.set(priority, (this.#priorities.get(priority) ?? 0) + 1);
    this.#pools.get(pool)!.add(atMs);
    this.#promises.add({ priority, pool, atMs, firstTouchMinutes });
    return { ...first, pool, day: new Date(this.#agreement.local(atMs)).toISOString().slice(0, 10) };
  }

  result(span: Span): Side {
    const staff = staffOf(this.#agreement, this.#reps);
    return {
      qualified: this.#qualified,
      metBefore: this.#metBefore,
      withoutColleagues: rulesOfColleagues(this.#agreement),
      byPriority: Object.fromEntries([...this.#priorities].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      byPool: [...this.#pools]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([pool, counter]) => counter.result(pool, staff.get(pool)!, this.#agreement, span)),
      promises: this.#promises.result(staff),
    };
  }
}

function rulesOfColleagues({ qualification }: CompiledAgreement): string[] {
  return qualification.rules
    .filter(({ outcome, anyOf = [] }) => outcome !== 'nurture' && anyOf.some(({ kind }) => kind === 'accountPeople'))
    .map(({ label }) => label);
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

function listed({ leadId }: History, { atMs, decision, pool }: Placed, other: Course): ListedLead {
  return {
    leadId,
    at: new Date(atMs).toISOString(),
    priority: decision.priority,
    pool,
    because: decision.reason,
    otherwise: other.lastReason,
  };
}

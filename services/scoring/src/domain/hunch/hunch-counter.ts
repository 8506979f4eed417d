import { compileCondition, type Predicate, type ScorableEvent, type Truth } from '@smarketing/agreement';
import { wilsonInterval } from '@smarketing/learning';
import { instantOf } from '../evidence-of.ts';
import type { Attempted } from './attempted.ts';
import { eventTypesOf, type Deed, type Hunch } from './hunch.ts';

export type Segment = {
  readonly leads: number;
  readonly qualified: number;
  readonly accepted: number;
  readonly won: number;
  /** Every attempt that ended came to nothing: rejected, disqualified, given back or lost. */
  readonly lost: number;
  /** Won of those that ended, from 0 to 1, with Wilson's 95 % interval; null: none has ended. */
  readonly winRate: { readonly rate: number; readonly lower: number; readonly upper: number } | null;
};

export type Comparison = {
  readonly matching: Segment;
  /** Everybody else, those included of whom it is not known. */
  readonly rest: Segment;
  readonly unknown: number;
  /** Whether the matching ones are won more or less often than the rest; null: the intervals overlap, which may be chance. */
  readonly differs: 'more' | 'less' | null;
};

const DAY_MS = 86_400_000;

/** Counts what came of those for whom a hunch holds, and of all others. */
export class HunchCounter {
  readonly #who: Predicate | undefined;
  readonly #did:
    { readonly holds: Predicate | undefined; readonly types: ReadonlySet<string>; readonly deed: Deed } | undefined;
  readonly #matching = new SegmentCounter();
  readonly #rest = new SegmentCounter();
  #unknown = 0;

  constructor({ who, did }: Hunch) {
    this.#who = who && compileCondition(who);
    this.#did = did && {
      holds: did.when && compileCondition(did.when),
      types: new Set(eventTypesOf(did)),
      deed: did,
    };
  }

  /** True where it has to be seen what they did. */
  asksWhatTheyDid({ profile }: Attempted): boolean {
    return this.#did !== undefined && (this.#who === undefined || this.#who(profile) !== false);
  }

  /** @param evidence of the hunch's types, the oldest first */
  add(lead: Attempted, evidence: readonly ScorableEvent[]): void {
    const truth = both(this.#who === undefined ? true : this.#who(lead.profile), this.#didIt(evidence));
    if (truth === undefined) this.#unknown++;
    (truth === true ? this.#matching : this.#rest).add(lead);
  }

  result(): Comparison {
    const [matching, rest] = [this.#matching.result(), this.#rest.result()];
    const [a, b] = [matching.winRate, rest.winRate];
    const differs = a === null || b === null ? null : a.lower > b.upper ? 'more' : a.upper < b.lower ? 'less' : null;
    return { matching, rest, unknown: this.#unknown, differs };
  }

  #didIt(evidence: readonly ScorableEvent[]): boolean {
    if (this.#did === undefined) return true;
    const { holds, types, deed } = this.#did;
    const at = evidence
      .filter(
        (event) => event.machine !== true && types.has(event.type) && (holds === undefined || holds(event) === true),
      )
      .map(instantOf)
      .toSorted((a, b) => a - b);
    const { times, days } = deed.within ?? { times: 1, days: 1 };
    // As a rule counts it: so many in (t − days, t].
    return at.some((lastMs, index) => index >= times - 1 && at[index - times + 1]! > lastMs - days * DAY_MS);
  }
}

class SegmentCounter {
  #leads = 0;
  #qualified = 0;
  #accepted = 0;
  #won = 0;
  #lost = 0;

  add({ qualified, accepted, outcome }: Attempted): void {
    this.#leads++;
    this.#qualified += Number(qualified);
    this.#accepted += Number(accepted);
    this.#won += Number(outcome === 'won');
    this.#lost += Number(outcome === 'lost');
  }

  result(): Segment {
    const [won, ended] = [this.#won, this.#won + this.#lost];
    return {
      leads: this.#leads,
      qualified: this.#qualified,
      accepted: this.#accepted,
      won,
      lost: this.#lost,
      winRate: ended === 0 ? null : { rate: won / ended, ...wilsonInterval(won, ended) },
    };
  }
}

/** False is certain, whatever the other one is. */
function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

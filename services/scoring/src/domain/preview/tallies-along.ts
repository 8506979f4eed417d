import {
  addEvidence,
  foldEvidence,
  type CompiledAgreement,
  type ScorableEvent,
  type Tallies,
} from '@smarketing/agreement';
import { instantOf } from '../evidence-of.ts';
import type { Span } from './excerpt.ts';
import type { Step } from './steps.ts';

/** What a lead's evidence comes to at each step of a span, worked out as far as it is asked for. */
export class TalliesAlong {
  readonly #evidence: readonly ScorableEvent[];
  readonly #steps: readonly Step[];
  readonly #fromMs: number;
  readonly #agreement: CompiledAgreement;
  readonly #known: Tallies[] = [];
  #before: Tallies | null = null;

  constructor(
    evidence: readonly ScorableEvent[],
    steps: readonly Step[],
    { fromMs }: Span,
    agreement: CompiledAgreement,
  ) {
    this.#evidence = evidence;
    this.#steps = steps;
    this.#fromMs = fromMs;
    this.#agreement = agreement;
  }

  /** With the step of this index. */
  at(index: number): Tallies {
    for (let next = this.#known.length; next <= index; next++) {
      const { event } = this.#steps[next]!;
      const before = this.#known[next - 1] ?? this.before();
      let tallies = event === null ? before : addEvidence(before, event, this.#agreement, { firstSeen: true });
      if (tallies.rebuild) {
        const within = this.#steps.slice(0, next + 1).flatMap(({ event: each }) => each ?? []);
        tallies = foldEvidence([...this.#earlier(), ...within], this.#agreement);
      }
      this.#known.push(tallies);
    }
    return this.#known[index]!;
  }

  /** Without any step: as the span begins. */
  before(): Tallies {
    this.#before ??= foldEvidence(this.#earlier(), this.#agreement);
    return this.#before;
  }

  #earlier(): ScorableEvent[] {
    return this.#evidence.filter((event) => instantOf(event) <= this.#fromMs);
  }
}

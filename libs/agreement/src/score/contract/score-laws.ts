import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addEvidence, foldEvidence } from '../add-evidence.ts';
import { DAY_MS } from '../decay.ts';
import { nextCrossing } from '../next-crossing.ts';
import type { ScorableEvent } from '../scorable-event.ts';
import { ledgerOf, scoreAt, scoreModels, scoreModelsInBrief, type Score } from '../score-at.ts';
import { emptyTallies, type Tallies } from '../tallies.ts';
import { anEvent, busyEvents, instantOf, lastDays, lawful, NOW, POSITIVE_TYPES, someEvents } from './law-fixtures.ts';
import { leftOf, referenceEngagement } from './reference-score.ts';

/** What the cases of a law have come through: named branches and how often. */
export type Reached = Map<string, number>;

export type Law = {
  readonly name: string;
  /** Throws where it does not hold, with the case that shows it. */
  readonly check: (reached: Reached) => void;
};

const CASES = 1_000;
const MODELS = ['default', 'second'];
const profile = { headcount: 200, industry: 'software', freeMail: true };

const shuffledAndRepeated = someEvents.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events.slice(0, 20)], {
      minLength: events.length + Math.min(20, events.length),
    }),
  ),
);
const someTime = (days: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: days * DAY_MS });

export const scoreLaws: readonly Law[] = [
  {
    name: 'any order and any repetition of the events gives the same tallies, to the bit',
    check: (reached) =>
      holds(
        fc.property(shuffledAndRepeated, fc.boolean(), ([events, arrived], firstSeen) => {
          note(reached, 'equal timestamps', new Set(events.map(instantOf)).size < events.length);
          note(reached, 'a repetition', arrived.length > events.length);
          const { tallies, rebuilds } = arrive(arrived, firstSeen);
          note(reached, 'a rebuild', rebuilds > 0);
          assert.equal(JSON.stringify(tallies), JSON.stringify(foldEvidence(events, lawful)));
        }),
      ),
  },
  {
    name: 'two leads that are merged score as the union of their evidence',
    check: (reached) =>
      holds(
        fc.property(someEvents, someEvents, (a, b) => {
          note(reached, 'a union of two leads', a.length > 0 && b.length > 0);
          const both = foldEvidence([...a, ...b], lawful);
          assert.deepEqual(both, foldEvidence([...b, ...a, ...b], lawful));
          for (const model of MODELS)
            assert.equal(score(both, 0, model).engagement, referenceEngagement([...a, ...b], lawful, NOW, model));
        }),
      ),
  },
  {
    name: 'the score is what the order of operations gives when it is worked out from the bare events',
    check: (reached) =>
      holds(
        fc.property(fc.oneof(someEvents, busyEvents), fc.oneof(fc.constant(0), someTime(90)), (events, later) => {
          const tallies = foldEvidence(events, lawful);
          for (const model of MODELS) {
            const is = score(tallies, later, model);
            noteBranches(reached, is, model);
            assert.equal(is.engagement, referenceEngagement(events, lawful, NOW + later, model));
          }
        }),
      ),
  },
  {
    name: 'the entries sum exactly to the score, each saying what is left and what is withheld',
    check: () =>
      holds(
        fc.property(fc.oneof(someEvents, busyEvents), fc.oneof(fc.constant(0), someTime(90)), (events, later) => {
          for (const model of MODELS) {
            const is = score(foldEvidence(events, lawful), later, model);
            assert.equal(sum(is.entries), is.score);
            assert.equal(is.fit + is.engagement, is.score);
            for (const { points, withheldByCap, basePoints, side, rule, occurredAt } of is.entries) {
              assert.ok(Number.isInteger(points) && Number.isInteger(withheldByCap));
              const left = points + withheldByCap;
              assert.ok(Math.abs(left) <= Math.abs(basePoints), 'more is left than there was');
              assert.ok(left * basePoints >= 0 && points * withheldByCap >= 0, 'the signs disagree');
              if (side === 'engagement' && occurredAt !== null)
                assert.equal(left, leftOf(lawful, model, rule, basePoints, NOW + later - occurredAt));
            }
          }
        }),
      ),
  },
  {
    name: 'a score in brief says the same as the score, and its ledger can be made later',
    check: () =>
      holds(
        fc.property(
          fc.oneof(someEvents, busyEvents),
          fc.oneof(fc.constant(0), someTime(90)),
          fc.option(someTime(60), { nil: undefined }),
          (events, later, ago) => {
            const tallies = foldEvidence(events, lawful);
            const evidenceFrom = ago === undefined ? undefined : NOW - ago;
            const options = { evidenceFrom, previousDigits: { default: 1, second: 2 } as const };
            const scores = scoreModels(tallies, profile, lawful, NOW + later, options);
            const briefs = scoreModelsInBrief(tallies, profile, lawful, NOW + later, options);
            for (const [index, { entries, ...rest }] of scores.entries()) {
              assert.deepEqual(briefs[index], rest);
              assert.deepEqual(ledgerOf(briefs[index]!, tallies, profile, lawful, evidenceFrom), entries);
            }
          },
        ),
      ),
  },
  {
    name: 'nothing leaves its bounds: neither a group nor the whole',
    check: () =>
      holds(
        fc.property(fc.oneof(someEvents, busyEvents), fc.oneof(fc.constant(0), someTime(90)), (events, later) => {
          for (const model of MODELS) {
            const is = score(foldEvidence(events, lawful), later, model);
            const { engagement } = lawful.models.get(model)!;
            assert.ok(is.engagement >= 0 && is.engagement <= engagement.cap);
            assert.ok(is.score >= 0 && is.score <= engagement.cap + 5_000);
            for (const { id, cap } of engagement.groups) {
              const ofGroup = is.entries.filter(({ side, part }) => side === 'engagement' && part === id);
              const left = ofGroup.filter(({ points }) => points > 0);
              assert.ok(sum(left) + sum(ofGroup.filter(({ points }) => points < 0)) <= cap, `${id} is above its cap`);
            }
          }
        }),
      ),
  },
  {
    name: 'caps withhold from the oldest first',
    check: (reached) =>
      holds(
        fc.property(
          fc.array(anEvent(['free', 'weekly', 'ever'], lastDays), { minLength: 8, maxLength: 40 }),
          (events) => {
            const is = score(foldEvidence(events, lawful), 0, 'default');
            for (const { id } of lawful.models.get('default')!.engagement.groups) {
              const ofGroup = is.entries.filter(({ part, eventId }) => part === id && eventId !== null);
              const firstWhole = ofGroup.findIndex(({ withheldByCap }) => withheldByCap === 0);
              note(reached, 'withheld from the older ones alone', firstWhole > 0);
              const after = firstWhole < 0 ? [] : ofGroup.slice(firstWhole);
              assert.ok(after.every(({ withheldByCap }) => withheldByCap === 0));
            }
          },
        ),
      ),
  },
  {
    name: 'a further positive signal never lowers the score',
    check: () =>
      holds(
        fc.property(someEvents, anEvent(POSITIVE_TYPES), someTime(30), (events, more, later) => {
          const [before, after] = [foldEvidence(events, lawful), foldEvidence([...events, more], lawful)];
          for (const model of MODELS) {
            const [was, is] = [score(before, later, model), score(after, later, model)];
            assert.ok(is.score >= was.score, `${was.score} fell to ${is.score}`);
            assert.ok(is.digit <= was.digit);
          }
        }),
      ),
  },
  {
    name: 'after a recycle only the newer evidence counts, as if there were no other',
    check: (reached) =>
      holds(
        fc.property(someEvents, fc.integer({ min: 0, max: 60 }), (events, daysBefore) => {
          const evidenceFrom = NOW - daysBefore * DAY_MS;
          const newer = events.filter((event) => instantOf(event) > evidenceFrom);
          note(reached, 'older and newer evidence', newer.length > 0 && newer.length < events.length);
          const [whole, alone] = [foldEvidence(events, lawful), foldEvidence(newer, lawful)];
          for (const model of MODELS) {
            const filtered = scoreAt(whole, profile, lawful, NOW, { model, evidenceFrom });
            const folded = scoreAt(alone, profile, lawful, NOW, { model });
            assert.equal(filtered.score, folded.score);
            assert.equal(filtered.handRaised, folded.handRaised);
          }
        }),
      ),
  },
  {
    name: 'a past instant scores what had occurred by then',
    check: () =>
      holds(
        fc.property(someEvents, fc.integer({ min: 1, max: 59 }), (events, daysBefore) => {
          const atMs = NOW - daysBefore * DAY_MS;
          const known = events.filter((event) => instantOf(event) <= atMs);
          const tallies = foldEvidence(known, lawful);
          for (const model of MODELS) {
            const { engagement } = scoreAt(tallies, profile, lawful, atMs, { model });
            assert.equal(engagement, referenceEngagement(known, lawful, atMs, model));
          }
        }),
      ),
  },
  {
    name: 'time alone crosses no digit before the instant that nextCrossing names',
    check: (reached) => {
      const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });
      holds(
        fc.property(someEvents, fractions, (events, parts) => {
          const tallies = foldEvidence(events, lawful);
          for (const model of MODELS) {
            const { digit } = score(tallies, 0, model);
            const crossing = nextCrossing(tallies, lawful, NOW, digit, { model });
            const until = crossing ?? NOW + 400 * DAY_MS;
            assert.ok(until > NOW);
            for (const part of parts) {
              const untilMs = NOW + Math.floor(part * 2 * (until - NOW));
              const byThen = crossing !== null && crossing <= untilMs ? crossing : null;
              assert.equal(nextCrossing(tallies, lawful, NOW, digit, { model, untilMs }), byThen);
            }
            note(reached, 'a crossing', crossing !== null);
            for (const instant of [...parts.map((part) => NOW + Math.floor(part * (until - 1 - NOW))), until - 1]) {
              const then = scoreAt(tallies, profile, lawful, instant, { model, previousDigit: digit });
              note(
                reached,
                'kept by hysteresis',
                scoreAt(tallies, profile, lawful, instant, { model }).digit !== digit,
              );
              assert.equal(then.digit, digit);
            }
          }
        }),
      );
    },
  },
  {
    name: 'nextCrossing names the very instant where nothing negative is at work',
    check: () => {
      const positive = fc.array(anEvent(POSITIVE_TYPES), { minLength: 5, maxLength: 40 });
      holds(
        fc.property(positive, (events) => {
          const tallies = foldEvidence(events, lawful);
          const { digit } = score(tallies, 0, 'default');
          const crossing = nextCrossing(tallies, lawful, NOW, digit);
          assert.equal(crossing === null, digit === 4);
          if (crossing === null) return;
          assert.notEqual(scoreAt(tallies, profile, lawful, crossing, { previousDigit: digit }).digit, digit);
        }),
      );
    },
  },
];

function holds<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { numRuns: CASES });
}

/** As a lane does it: one by one, folding again when told to. */
function arrive(events: readonly ScorableEvent[], firstSeen: boolean): { tallies: Tallies; rebuilds: number } {
  let tallies = emptyTallies(lawful.version);
  let rebuilds = 0;
  const seen = new Map<string, ScorableEvent>();
  for (const event of events) {
    const isNew = !seen.has(event.id);
    seen.set(event.id, event);
    tallies = addEvidence(tallies, event, lawful, { firstSeen: firstSeen && isNew });
    if (!tallies.rebuild) continue;
    tallies = foldEvidence(seen.values(), lawful);
    rebuilds++;
  }
  return { tallies, rebuilds };
}

const score = (tallies: Tallies, laterMs: number, model: string): Score =>
  scoreAt(tallies, profile, lawful, NOW + laterMs, { model });

const sum = (entries: readonly { readonly points: number }[]): number =>
  entries.reduce((total, { points }) => total + points, 0);

function note(reached: Reached, branch: string, isReached: boolean): void {
  if (isReached) reached.set(branch, (reached.get(branch) ?? 0) + 1);
}

/** Which of the operations had something to do. */
function noteBranches(reached: Reached, { entries, engagement }: Score, model: string): void {
  const { groups, cap } = lawful.models.get(model)!.engagement;
  const of = (part: string) => entries.filter((entry) => entry.part === part);
  note(reached, `the whole at its cap, ${model}`, engagement === cap);
  note(reached, `the floor, ${model}`, engagement === 0 && entries.some(({ withheldByCap }) => withheldByCap < 0));
  for (const group of groups) {
    const isFull = sum(of(group.id)) === group.cap || of(group.id).some(({ withheldByCap }) => withheldByCap > 0);
    note(reached, `${group.id} at its cap, ${model}`, isFull);
    for (const rule of group.rules) {
      const mine = of(group.id).filter((entry) => entry.rule === rule.id);
      note(
        reached,
        `${rule.id} counts, ${model}`,
        mine.some(({ eventId }) => eventId !== null),
      );
      note(
        reached,
        `${rule.id} beyond its cap, ${model}`,
        mine.some(({ eventId }) => eventId === null),
      );
      const isDecayed = mine.some(({ points, withheldByCap, basePoints }) => points + withheldByCap !== basePoints);
      note(reached, `${rule.id} decays, ${model}`, isDecayed);
    }
  }
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addEvidence, foldEvidence } from './add-evidence.ts';
import { anEvent, lawful, NOW, POSITIVE_TYPES, someEvents } from './law-fixtures.ts';
import { nextCrossing } from './next-crossing.ts';
import type { ScorableEvent } from './scorable-event.ts';
import { scoreAt } from './score-at.ts';
import { DAY_MS } from './decay.ts';
import { emptyTallies, type Tallies } from './tallies.ts';

const MODELS = ['default', 'second'];
const profile = { headcount: 200, industry: 'software', freeMail: true };

/** As a lane does it: one by one, folding again when told to. */
function arrive(events: readonly ScorableEvent[], firstSeen: boolean): Tallies {
  let tallies = emptyTallies(lawful.version);
  const seen = new Map<string, ScorableEvent>();
  for (const event of events) {
    const isNew = !seen.has(event.id);
    seen.set(event.id, event);
    tallies = addEvidence(tallies, event, lawful, { firstSeen: firstSeen && isNew });
    if (tallies.rebuild) tallies = foldEvidence(seen.values(), lawful);
  }
  return tallies;
}

const shuffledAndRepeated = someEvents.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events.slice(0, 20)], {
      minLength: events.length + Math.min(20, events.length),
    }),
  ),
);

describe('the laws of the score', () => {
  it('gives the same tallies, to the bit, for any order and any repetition of the events', () => {
    fc.assert(
      fc.property(shuffledAndRepeated, fc.boolean(), ([events, arrived], firstSeen) => {
        expect(JSON.stringify(arrive(arrived, firstSeen))).toBe(JSON.stringify(foldEvidence(events, lawful)));
      }),
      { numRuns: 1000 },
    );
  });

  it('folds the union of two leads whatever belonged to which', () => {
    fc.assert(
      fc.property(someEvents, someEvents, (a, b) => {
        expect(foldEvidence([...a, ...b], lawful)).toEqual(foldEvidence([...b, ...a, ...b], lawful));
      }),
      { numRuns: 200 },
    );
  });

  it('has entries that sum exactly to a score within its bounds, each saying what is left and what is withheld', () => {
    fc.assert(
      fc.property(someEvents, fc.integer({ min: 0, max: 90 * DAY_MS }), (events, later) => {
        const tallies = foldEvidence(events, lawful);
        for (const model of MODELS) {
          const score = scoreAt(tallies, profile, lawful, NOW + later, { model });
          const cap = (lawful.models.get(model)?.engagement.cap ?? 0) + 5000;
          expect(score.entries.reduce((sum, { points }) => sum + points, 0)).toBe(score.score);
          expect(score.fit + score.engagement).toBe(score.score);
          expect(score.score).toBeGreaterThanOrEqual(0);
          expect(score.score).toBeLessThanOrEqual(cap);
          for (const entry of score.entries) {
            expect(Number.isInteger(entry.points) && Number.isInteger(entry.withheldByCap)).toBe(true);
            const left = entry.points + entry.withheldByCap;
            expect(Math.abs(left)).toBeLessThanOrEqual(Math.abs(entry.basePoints));
            expect(left * entry.basePoints).toBeGreaterThanOrEqual(0);
            expect(entry.points * entry.withheldByCap).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never falls by a further positive signal', () => {
    fc.assert(
      fc.property(
        someEvents,
        anEvent(POSITIVE_TYPES),
        fc.integer({ min: 0, max: 30 * DAY_MS }),
        (events, more, later) => {
          const before = foldEvidence(events, lawful);
          const after = foldEvidence([...events, more], lawful);
          for (const model of MODELS) {
            const was = scoreAt(before, profile, lawful, NOW + later, { model });
            const is = scoreAt(after, profile, lawful, NOW + later, { model });
            expect(is.score).toBeGreaterThanOrEqual(was.score);
            expect(is.digit).toBeLessThanOrEqual(was.digit);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('counts after a recycle what a fold of the newer evidence alone would count', () => {
    fc.assert(
      fc.property(someEvents, fc.integer({ min: 0, max: 60 }), (events, daysBefore) => {
        const evidenceFrom = NOW - daysBefore * DAY_MS;
        const whole = foldEvidence(events, lawful);
        const newer = foldEvidence(
          events.filter(({ occurredAt }) => occurredAt > evidenceFrom),
          lawful,
        );
        for (const model of MODELS) {
          const filtered = scoreAt(whole, profile, lawful, NOW, { model, evidenceFrom });
          const folded = scoreAt(newer, profile, lawful, NOW, { model });
          expect(filtered.score).toBe(folded.score);
          expect(filtered.handRaised).toBe(folded.handRaised);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('crosses no digit by time before the instant that nextCrossing names', () => {
    fc.assert(
      fc.property(
        someEvents,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (events, fractions) => {
          const tallies = foldEvidence(events, lawful);
          for (const model of MODELS) {
            const { digit } = scoreAt(tallies, profile, lawful, NOW, { model });
            const crossing = nextCrossing(tallies, lawful, NOW, digit, { model });
            const until = crossing ?? NOW + 400 * DAY_MS;
            expect(until).toBeGreaterThan(NOW);
            for (const instant of [...fractions.map((part) => NOW + Math.floor(part * (until - 1 - NOW))), until - 1]) {
              expect(scoreAt(tallies, profile, lawful, instant, { model, previousDigit: digit }).digit).toBe(digit);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('names the very instant of the crossing when nothing negative is at work', () => {
    const positive = fc.array(anEvent(POSITIVE_TYPES), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(positive, (events) => {
        const tallies = foldEvidence(events, lawful);
        const { digit } = scoreAt(tallies, profile, lawful, NOW);
        const crossing = nextCrossing(tallies, lawful, NOW, digit);
        expect(crossing === null).toBe(digit === 4);
        if (crossing === null) return;
        expect(scoreAt(tallies, profile, lawful, crossing, { previousDigit: digit }).digit).not.toBe(digit);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps bounded tallies, however long the history', () => {
    const events = Array.from({ length: 20_000 }, (_, index) => ({
      id: `e${index}`,
      type: POSITIVE_TYPES[index % POSITIVE_TYPES.length] as string,
      occurredAt: NOW - (20_000 - index) * 600_000,
      receivedAt: NOW,
      asset: { id: `asset-${index}`, stage: 'aware' },
    }));
    expect(JSON.stringify(foldEvidence(events, lawful)).length).toBeLessThan(150_000);
  });
});

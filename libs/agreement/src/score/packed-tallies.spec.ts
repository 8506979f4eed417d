import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldEvidence } from './add-evidence.ts';
import { busyEvents, lawful, someEvents } from './contract/law-fixtures.ts';
import { packTallies, unpackTallies, type PackedTallies } from './packed-tallies.ts';
import { emptyTallies, type Tallies } from './tallies.ts';

const stored = (tallies: Tallies): string => JSON.stringify(packTallies(tallies));
const read = (row: string): Tallies => unpackTallies(JSON.parse(row) as PackedTallies);

describe('packed tallies', () => {
  it('come back as they were, to the letter', () => {
    const seen = { assets: 0, recent: 0, since: 0, withoutAsset: 0 };
    fc.assert(
      fc.property(fc.oneof(someEvents, busyEvents), (events) => {
        const tallies = foldEvidence(events, lawful);
        const plain = JSON.stringify(tallies);
        expect(JSON.stringify(read(stored(tallies)))).toBe(plain);
        seen.assets += Number(plain.includes('"assets":[{'));
        seen.recent += Number(plain.includes('"recent":[{'));
        seen.since += Number(plain.includes('"since":'));
        seen.withoutAsset += Number(/"eventId":"[^"]*"\}/.test(plain));
      }),
      { numRuns: 1_000 },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(50);
  });

  it('hold each event once, however many rules it counts for', () => {
    const events = fc.sample(busyEvents, { numRuns: 20, seed: 7 });
    for (const evidence of events) {
      const tallies = foldEvidence(evidence, lawful);
      const ids = packTallies(tallies).occurrences.map(([, id, , since]) => `${id} ${since}`);
      expect(new Set(ids).size).toBe(ids.length);
      expect(stored(tallies).length).toBeLessThan(JSON.stringify(tallies).length * 0.6);
    }
  });

  it('keep apart what one event is told to be by two', () => {
    const at = (atMs: number, more: object = {}) => [{ at: atMs, eventId: 'e', ...more }];
    const tallies: Tallies = {
      ...emptyTallies(3),
      signals: { a: at(1), b: at(2), c: at(1, { assetId: 'x' }), d: at(1, { since: 0 }), e: at(1) },
      stages: { aware: at(1, { assetId: 'x', since: 0 }) },
    };
    expect(read(stored(tallies))).toEqual(tallies);
  });

  it('of nothing are nothing', () => {
    expect(read(stored(emptyTallies(-1)))).toEqual(emptyTallies(-1));
  });
});

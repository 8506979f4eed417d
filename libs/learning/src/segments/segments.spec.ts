import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aHistory, pick, someLeads, type Lead } from '../scene/a-history.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { binomialLowerTail } from './binomial-tail.ts';
import { findSegments } from './find-segments.ts';
import { wilsonInterval } from './wilson.ts';

describe('the binomial tail', () => {
  it('is the sum of the terms', () => {
    const terms = fc.tuple(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(60),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    );
    fc.assert(
      fc.property(terms, ([rows, drawn, rate]) => {
        const won = Math.min(drawn, rows);
        let term = (1 - rate) ** rows;
        let sum = term;
        for (let k = 1; k <= won; k += 1) sum += term *= ((rows - k + 1) / k) * (rate / (1 - rate));
        expect(binomialLowerTail(won, rows, rate)).toBeCloseTo(sum, 9);
      }),
    );
  });

  it('stands for many rows', () => {
    // Summed with sixty digits.
    expect(binomialLowerTail(9800, 100_000, 0.1)).toBeCloseTo(0.017525324738, 10);
    expect(binomialLowerTail(0, 1000, 0.1) / 0.9 ** 1000).toBeCloseTo(1, 9);
    expect(binomialLowerTail(1000, 1000, 0.1)).toBe(1);
  });
});

describe('Wilson’s interval', () => {
  it('has the published bounds', () => {
    // Newcombe 1998, Statistics in Medicine 17, table I.
    expect(wilsonInterval(81, 263).lower).toBeCloseTo(0.2553, 4);
    expect(wilsonInterval(81, 263).upper).toBeCloseTo(0.3662, 4);
    expect(wilsonInterval(0, 20).upper).toBeCloseTo(0.1611, 4);
    expect(wilsonInterval(1, 29).lower).toBeCloseTo(0.0061, 4);
  });
});

describe('Benjamini and Hochberg', () => {
  it('adjusts by rank and never turns the order around', () => {
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.5])).toEqual([
      0.04,
      expect.closeTo(0.16 / 3, 12),
      expect.closeTo(0.16 / 3, 12),
      0.5,
    ]);
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(pValues, (ps) => {
        const qs = benjaminiHochberg(ps);
        ps.forEach((p, i) => {
          expect(qs[i]).toBeGreaterThanOrEqual(p - 1e-15);
          ps.forEach((other, j) => p < other && expect(qs[i]).toBeLessThanOrEqual(qs[j]!));
        });
      }),
    );
  });
});

describe('the segments that seldom convert', () => {
  const search = (rateOf: (lead: { size: string; country: string; source: string }) => number, seed = 5) => {
    const leads = someLeads(
      6000,
      (random): Lead => {
        const lead = {
          size: pick(random, ['small', 'medium', 'large']),
          country: pick(random, ['DE', 'FR', 'PL', 'US']),
          source: pick(random, ['ads', 'search', 'fair']),
        };
        return { ...lead, won: random() < rateOf(lead) };
      },
      seed,
    );
    const { columns, outcomes } = aHistory(leads);
    return findSegments(
      columns.map((column) => ({ column, type: 'category' as const })),
      outcomes,
    );
  };

  it('are found alone and in pairs, and a pair is not named beside its part', () => {
    const { segments } = search(({ size, country, source }) =>
      size === 'small' && country === 'PL' ? 0 : source === 'fair' ? 0.02 : 0.3,
    );
    expect(segments.map(({ parts }) => parts.map(({ label }) => label))).toEqual([['small', 'PL'], ['fair']]);
    expect(segments[0]!.won).toBe(0);
    expect(segments[0]!.words).toMatch(
      /^Of [\d,]+ leads with size "small" and country "PL", none bought \(0\.0 %\); at best /,
    );
    for (const { upper, base, qValue, rate } of segments) {
      expect(rate).toBeLessThan(upper);
      expect(upper).toBeLessThan(base / 2);
      expect(qValue).toBeLessThanOrEqual(0.05);
    }
  });

  it('are none where all convert alike', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const { segments, tested } = search(() => 0.1, seed);
      expect(segments).toEqual([]);
      expect(tested).toBe(10 + 12 + 9 + 12);
    }
  });
});

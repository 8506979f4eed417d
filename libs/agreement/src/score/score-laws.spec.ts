import { describe, expect, it } from '@jest/globals';
import { foldEvidence } from './add-evidence.ts';
import { lawful, NOW, POSITIVE_TYPES } from './contract/law-fixtures.ts';
import { scoreLaws, type Reached } from './contract/score-laws.ts';

describe('the laws of the score', () => {
  const reached: Reached = new Map();

  it.each(scoreLaws)(
    '$name',
    ({ check }) => {
      check(reached);
    },
    60_000,
  );

  /** Laws hold easily where nothing happens: what their cases came through is part of them. */
  it('were tried on every cap, both decays, negatives, equal timestamps, several models and unions', () => {
    const branches = [
      ...['equal timestamps', 'a repetition', 'a rebuild', 'a union of two leads', 'older and newer evidence'],
      ...['a crossing', 'kept by hysteresis', 'withheld from the older ones alone'],
    ];
    for (const [model, { engagement }] of lawful.models) {
      branches.push(`the whole at its cap, ${model}`, `the floor, ${model}`);
      for (const { id, rules } of engagement.groups) {
        if (model === 'default') branches.push(`${id} at its cap, ${model}`);
        for (const rule of rules) branches.push(`${rule.id} counts, ${model}`, `${rule.id} decays, ${model}`);
        for (const rule of rules.filter(({ caps }) => caps[0]!.max <= 2))
          branches.push(`${rule.id} beyond its cap, ${model}`);
      }
    }
    expect(branches.filter((branch) => (reached.get(branch) ?? 0) < 5)).toEqual([]);
  });

  it('keep tallies bounded, however long the history', () => {
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

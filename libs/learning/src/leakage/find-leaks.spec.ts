import { describe, expect, it } from '@jest/globals';
import type { ColumnType } from '../columns/column-type.ts';
import type { RandomSource } from '../random.ts';
import { aHistory, normal, pick, someLeads } from '../scene/a-history.ts';
import { findLeaks } from './find-leaks.ts';
import { tellingName } from './telling-name.ts';

type Make = (won: boolean, random: RandomSource) => string | number;

function leaksOf(make: Make, type: ColumnType | null, name = 'column') {
  const leads = someLeads(3000, (random) => {
    const won = random() < 0.2;
    return { won, [name]: make(won, random) };
  });
  const { columns, outcomes } = aHistory(leads);
  return findLeaks([{ column: columns[0]!, type }], {
    outcomes,
    learned: Int32Array.from(leads, (_, at) => at),
    seed: 1,
  });
}

describe('what is known only afterwards', () => {
  it('is found in a number that separates won from lost', () => {
    const leaks = leaksOf((won, random) => (won ? 3 : 0) + normal(random), 'number');
    expect(leaks).toEqual([expect.objectContaining({ kind: 'separates', certain: true })]);
    expect(leaks[0]!.why).toMatch(/AUC of 0\.9[5-9]/);
  });

  it('is found in a column that is filled in for one outcome alone, however seldom', () => {
    const seldom = leaksOf((won, random) => (won && random() < 0.1 ? pick(random, ['a', 'b']) : ''), 'category');
    expect(seldom[0]).toMatchObject({ kind: 'filled', certain: true });
    const ids = leaksOf((won, random) => (won ? `x${random()}` : ''), null);
    expect(ids).toEqual([expect.objectContaining({ kind: 'filled', certain: true })]);
    const lostReason = leaksOf(
      (won, random) => (!won && random() < 0.5 ? pick(random, ['price', 'timing']) : ''),
      'category',
    );
    expect(lostReason[0]).toMatchObject({ kind: 'filled', certain: true });
  });

  it('is found in levels that decide, and certain where they decide much', () => {
    const tags: Make = (won, random) =>
      won && random() < 0.6 ? 'Closed by us' : pick(random, ['Ringing', 'Busy', 'Interested']);
    expect(leaksOf(tags, 'category')).toEqual([expect.objectContaining({ kind: 'level', certain: true })]);
    const oneSource: Make = (won, random) =>
      won && random() < 0.1 ? 'Partner' : pick(random, ['Google', 'Direct', 'Referral']);
    expect(leaksOf(oneSource, 'category')).toEqual([
      expect.objectContaining({ kind: 'level', certain: false, why: expect.stringContaining('"Partner"') }),
    ]);
  });

  it('is not seen where a column tells honestly, nor in many small levels', () => {
    expect(leaksOf((won, random) => (won ? 1 : 0) + normal(random), 'number')).toEqual([]);
    expect(leaksOf((_, random) => `level ${Math.floor(random() * 200)}`, 'category')).toEqual([]);
    expect(leaksOf((won, random) => (random() < (won ? 0.6 : 0.4) ? 'told' : ''), 'category')).toEqual([]);
  });

  it.each([
    ['Lost Reason', true],
    ['won_date', true],
    ['closedAt', true],
    ['Converted Date', true],
    ['Is Won', true],
    ['Reason for loss', true],
    ['Deal Stage', false],
    ['Lead Status', false],
  ])('is told by the name %s (certain: %p)', (name, certain) => {
    expect(tellingName(name)).toMatchObject({ certain });
  });

  it.each(['Last Activity', 'Lead Source', 'Total Time Spent on Website', 'winter_campaign', 'enclosed', 'country'])(
    'is not told by the name %s',
    (name) => {
      expect(tellingName(name)).toBeNull();
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { aHistory, normal, pick, someLeads, type Lead } from '../scene/a-history.ts';
import type { RandomSource } from '../random.ts';
import { inferType } from './infer-type.ts';

function typeOf(make: (random: RandomSource, at: number) => string | number, name = 'column', count = 400) {
  const leads = someLeads(count, (random, at): Lead => ({ won: at % 2 === 0, [name]: make(random, at) }));
  const [column] = aHistory(leads).columns;
  return inferType(
    column!,
    Int32Array.from(leads, (_, at) => at),
  );
}

describe('the type of a column', () => {
  it.each([
    ['number', (random: RandomSource) => normal(random).toFixed(4)],
    ['number', (random: RandomSource) => pick(random, ['1', '2', '3', 'Select'])],
    ['boolean', (random: RandomSource) => pick(random, ['Yes', 'No', ''])],
    ['boolean', (random: RandomSource) => pick(random, ['0', '1'])],
    ['category', (random: RandomSource) => pick(random, ['Google', 'Direct', 'Referral'])],
    ['date', (random: RandomSource) => `2018-0${pick(random, [1, 2, 3])}-1${pick(random, [1, 2, 3])}`],
    ['constant', () => 'No'],
    ['empty', () => 'Select'],
    ['e-mail', (_: RandomSource, at: number) => `a${at}@example.com`],
    ['id', (_: RandomSource, at: number) => `5f2c-${at}`],
    ['id', (_: RandomSource, at: number) => 660_000 - at],
    ['text', (random: RandomSource, at: number) => `wrote ${pick(random, ['a', 'b'])} on the ${at}th`],
  ] as const)('is %s', (type, make) => {
    const found = typeOf(make);
    expect(found.type).toBe(type);
    const isInput = ['number', 'boolean', 'category', 'date'].includes(type);
    expect(found.reason === null).toBe(isInput);
  });

  it('tells ids from measures by the name where the values do not', () => {
    const spread = (random: RandomSource): number => Math.floor(random() * 1e9);
    expect(typeOf(spread, 'Lead Number').type).toBe('id');
    expect(typeOf(spread, 'phone').type).toBe('id');
    expect(typeOf(spread, 'turnover').type).toBe('number');
  });

  it('takes a filled in mark for a category beside those that lack it', () => {
    expect(typeOf((random) => pick(random, ['Yes', ''])).type).toBe('category');
  });
});

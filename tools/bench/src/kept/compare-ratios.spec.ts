import { expect, it } from '@jest/globals';
import { compareRatios } from './compare-ratios.ts';

const aRatio = (better: 'higher' | 'lower', value: number | null) => ({ of: 'this over that', better, value });

it.each([
  ['higher', 85, 100, false],
  ['higher', 84.9, 100, true],
  ['higher', 300, 100, false],
  ['lower', 1.15, 1, false],
  ['lower', 1.16, 1, true],
  ['lower', 0.1, 1, false],
] as const)(
  'a ratio of which %s is better, at %p where %p is kept: regressed is %p',
  (better, now, kept, regressed) => {
    expect(compareRatios({ a: aRatio(better, now) }, { a: kept })).toEqual([{ name: 'a', now, kept, regressed }]);
  },
);

it('takes one that is kept and was not measured for a regression', () => {
  expect(compareRatios({ a: aRatio('higher', null) }, { a: 1 })[0]).toMatchObject({ now: null, regressed: true });
});

it('has nothing against one of which none is kept', () => {
  expect(compareRatios({ a: aRatio('higher', 0.1) }, {})).toEqual([
    { name: 'a', now: 0.1, kept: null, regressed: false },
  ]);
});

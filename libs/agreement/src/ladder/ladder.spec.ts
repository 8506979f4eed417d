import { expect, test } from '@jest/globals';
import { allowanceOf, isAbove, rungs } from './ladder.ts';

test('each rung allows all that the one below allows, and more', () => {
  const allowed = rungs.map((rung) => Object.entries(allowanceOf(rung)).filter(([, may]) => may));
  expect(allowed.map((each) => each.length)).toEqual([0, 1, 4, 5]);
  for (const [index, below] of allowed.slice(0, -1).entries()) {
    expect(allowed[index + 1]).toEqual(expect.arrayContaining(below));
  }
});

test('a rung lies above those before it, and not above itself', () => {
  expect(isAbove('assign', 'watch')).toBe(true);
  expect(isAbove('watch', 'assign')).toBe(false);
  expect(isAbove('watch', 'watch')).toBe(false);
});

import { expect, it } from '@jest/globals';
import { javaMajorOf } from './requirements.mjs';

it.each([
  ['openjdk version "17.0.19" 2026-04-21', 17],
  ['openjdk version "21" 2023-09-19', 21],
  ['java version "1.8.0_401"', 8],
  ['', 0],
])('the Java that says %j has the major version %i', (output, expected) => {
  expect(javaMajorOf(output)).toBe(expected);
});

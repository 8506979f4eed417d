import { expect, test } from '@jest/globals';
import { defaultMemoryMb } from './default-memory.ts';

const GB = 1_073_741_824;

test.each([
  ['a small container', 0.5 * GB, 128],
  ['a laptop', 8 * GB, 512],
  ['a server', 24 * GB, 1_024],
  ['nothing that anybody knows of', 0, 128],
])('of %s PostgreSQL keeps a sixteenth, within bounds', (_, bytes, expected) => {
  expect(defaultMemoryMb(bytes)).toBe(expected);
});

test('this machine has a default, too', () => {
  expect(defaultMemoryMb()).toBeGreaterThanOrEqual(128);
  expect(defaultMemoryMb()).toBeLessThanOrEqual(1_024);
});

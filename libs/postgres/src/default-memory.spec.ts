import { expect, test } from '@jest/globals';
import { defaultMemoryMb } from './default-memory.ts';

const GB = 1_073_741_824;

test.each([
  ['a small machine', 0.5 * GB, 0, 128],
  ['a laptop', 8 * GB, 0, 512],
  ['a large server', 64 * GB, 0, 1_024],
  ['a container that has a part of it', 64 * GB, 4 * GB, 256],
  ['a limit that is none', 8 * GB, 2 ** 63, 512],
  ['nothing that anybody knows of', 0, 0, 128],
])('of %s PostgreSQL keeps a sixteenth, within bounds', (_, machine, limit, expected) => {
  expect(defaultMemoryMb(machine, limit)).toBe(expected);
});

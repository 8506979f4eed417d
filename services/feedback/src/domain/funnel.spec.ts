import { expect, test } from '@jest/globals';
import { funnelReport } from './funnel.ts';
import type { FunnelCounts } from './funnel.ts';
import { stages } from './stages.ts';

test('conversions are rounded half up to four decimals, and large groups come first', () => {
  const report = funnelReport('source', {
    ...{ leads: 8_000, won: 842 },
    stages: Object.fromEntries(stages.map((stage) => [stage, { leads: 0, implied: 0 }])) as FunnelCounts['stages'],
    groups: [
      { key: null, leads: 60, won: 14 },
      { key: 'b', leads: 60, won: 14 },
      { key: 'a', leads: 60, won: 14 },
      { key: 'small', leads: 3, won: 3 },
      { key: 'unknown', leads: 1_099, won: 179 },
    ],
  });
  expect(report.conversion).toBe(0.1053);
  expect(report.groups.map(({ key, conversion }) => [key, conversion])).toEqual([
    ['unknown', 0.1629],
    ['a', 0.2333],
    ['b', 0.2333],
    [null, 0.2333],
    ['small', 1],
  ]);
});

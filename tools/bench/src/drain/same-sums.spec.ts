import { describe, expect, it } from '@jest/globals';
import { checkSameSums } from './same-sums.ts';

const ours = new Map([['ada', { sum: 3.25, atMs: 1_000 }]]);
const against =
  (...theirs: [string, { sum: number; atMs: number }][]) =>
  () =>
    checkSameSums(ours, new Map(theirs));

describe('sums of two contenders', () => {
  it('are the same where only the last digits differ', () => {
    expect(against(['ada', { sum: 3.25 + 1e-12, atMs: 1_000 }])).not.toThrow();
  });

  it('are not where one lead comes to something else, or is of another instant', () => {
    expect(against(['ada', { sum: 3.2501, atMs: 1_000 }])).toThrow(/ada comes to 3.25 at 1000 here, but to 3.2501/);
    expect(against(['ada', { sum: 3.25, atMs: 999 }])).toThrow(/at 999 with the rival/);
  });

  it('are not where a lead is missing, or one is too many', () => {
    expect(against()).toThrow(/no sum of ada/);
    expect(against(['ada', { sum: 3.25, atMs: 1_000 }], ['bob', { sum: 1, atMs: 1 }])).toThrow(/2 leads, not of 1/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { companyWaitMs } from './company.ts';

const idle = { isPressing: false, waitingSince: null };
const passing = (sinceMs: number) => ({ isPressing: false, waitingSince: sinceMs });
const pressing = { isPressing: true, waitingSince: 1_000 };

describe('records that concern nobody here', () => {
  it('may be left lying for a quarter of a second since the first of them came', () => {
    const lanes = [idle, passing(1_100), passing(1_000)];
    expect(companyWaitMs(lanes, 1_100)).toBe(150);
    expect(companyWaitMs(lanes, 1_250)).toBe(0);
    expect(companyWaitMs(lanes, 9_000)).toBe(0);
  });

  it('go with what concerns somebody, in whichever lane that is', () => {
    expect(companyWaitMs([passing(1_000), pressing], 1_000)).toBeNull();
    expect(companyWaitMs([pressing, passing(1_000)], 1_000)).toBeNull();
  });

  it('keep nobody from anything where there are none', () => {
    expect(companyWaitMs([], 1_000)).toBeNull();
    expect(companyWaitMs([idle], 1_000)).toBeNull();
  });
});
